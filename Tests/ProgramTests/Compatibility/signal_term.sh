# A program that ends by SIGTERM: whoever waits for it sees that signal.
# expect: signal 15
ulimit -c 0
echo before
exec perl -e 'my @a = map { "x" x $_ } 1 .. 1000; kill TERM => $$; sleep 10'
