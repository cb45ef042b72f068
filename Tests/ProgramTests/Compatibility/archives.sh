# tar with gzip, bzip2 and xz, in pipelines; a damaged archive.
mkdir d && for i in 1 2 3 4 5 6 7 8; do seq $((i * 500)) >d/f$i; done
set -- --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner
tar "$@" -cf - d | gzip -9n | md5sum
tar "$@" -cf - d | bzip2 | bunzip2 | md5sum
tar "$@" -cf - d | xz -T2 >a.tar.xz && xz -t a.tar.xz && xz -dc a.tar.xz | tar -tf - | sort | tail -2
mkdir e && tar -C e -xJf a.tar.xz && diff -r d e/d && echo same
head -c 500 a.tar.xz | xz -dc 2>&1 >/dev/null | sed 's/.*: //'; echo "status $?"
