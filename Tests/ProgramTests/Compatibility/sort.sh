# sort: in memory and through files on disk, with several threads; uniq, join, comm, shuf with a fixed source.
seq 200000 | awk '{ print ($1 * 7919) % 100003, $1 }' >in
sort -n --parallel=2 -S 1M in | md5sum
sort -k2,2nr --parallel=2 -S 50M in | head -2
cut -d' ' -f1 in | sort -u | wc -l
shuf --random-source=in -n 5 in; seq 9 | tac | paste -s -d,
