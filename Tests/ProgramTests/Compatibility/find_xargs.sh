# find, xargs with several processes at once, grep and basename for every file.
mkdir -p t/a t/b t/c; for i in $(seq 60); do echo "text $i" >"t/$(echo abc | cut -c$((i % 3 + 1)))/f$i"; done
find t -type f -print0 | xargs -0 -P4 -n3 grep -l '[27]$' | sort | md5sum
find t -name 'f1*' -exec basename {} \; | sort | tr '\n' ' '; echo
find t -type f | xargs -P3 -n1 sh -c 'exit $(($(basename $0 | tr -d f) % 2))'; echo "status $?"
