# A program that ends by SIGABRT: whoever waits for it sees that signal.
# expect: signal 6
ulimit -c 0
echo before
exec perl -e 'my @a = map { "x" x $_ } 1 .. 1000; kill ABRT => $$; sleep 10'
