# vim without a screen, and ed.
seq 200 >f
vim -Nu NONE -es -c '%s/7/seven/g' -c 'g/3$/d' -c 'normal ggdG' -c 'undo' -c 'sort! n' -c 'wq' f </dev/null; echo "status $?"
md5sum f
printf '1,5d\n$a\nlast\n.\ng/11/s//eleven/\nw\nq\n' | ed -s f; echo "status $?"
md5sum f
