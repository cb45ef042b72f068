# A program that ends by SIGSEGV: whoever waits for it sees that signal.
# expect: signal 11
ulimit -c 0
echo before
exec perl -e 'my @a = map { "x" x $_ } 1 .. 1000; kill SEGV => $$; sleep 10'
