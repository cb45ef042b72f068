# mawk, gawk and sed over the same text.
seq 30000 >n
for awk in mawk gawk; do
  $awk '{ k = $1 % 89; s[k] += $1; t[k] = t[k] "," $1 } END { for (i = 0; i < 89; i += 30) print i, s[i], length(t[i]) }' n
  $awk 'BEGIN { while (("echo a; echo b" | getline l) > 0) print l; printf "%s\n", toupper(substr("hello", 2)) ; exit 2 }'
  echo "status $?"
done
sed -n '1~7000{s/0*$/x/;p}; $!N; /29999/P' n
sed -e ':a' -e '$!{N;ba' -e '}' -e 's/\n/;/g' n | wc -c
