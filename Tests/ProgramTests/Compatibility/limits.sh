# Small limits: of address space, of descriptors, of processes' stacks; a program that runs out of memory.
(ulimit -v 60000; perl -e 'my @a = (1) x 10000; print scalar(@a), "\n"')
(ulimit -v 300000; /usr/bin/python3.11 -c 'print(len([0] * 1000000))')
(ulimit -v 300000; /usr/bin/python3.11 -c '
try: bytearray(400 << 20)
except MemoryError: print("no memory")')
(ulimit -n 12; perl -e 'my @f; while (open my $f, "<", "/dev/null") { push @f, $f } print scalar(@f), "\n"')
(ulimit -s 256; lua5.4 -e 'print(select(2, pcall(string.rep, "x", 1 << 40)))')
(ulimit -d 20000; sort -S 1M --parallel=1 /etc/passwd | wc -l >/dev/null; echo "status $?")
