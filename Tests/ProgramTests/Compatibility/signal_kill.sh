# A program that ends by SIGKILL: whoever waits for it sees that signal.
# expect: signal 9
ulimit -c 0
echo before
exec perl -e 'my @a = map { "x" x $_ } 1 .. 1000; kill KILL => $$; sleep 10'
