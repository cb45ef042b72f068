# redis-server, which brings its own jemalloc, and redis-cli, over a socket of its own.
redis-server --port 0 --unixsocket "$PWD/s" --save '' --dir "$PWD" --daemonize no >log 2>&1 &
server=$!
while [ ! -S s ]; do kill -0 $server || exit 1; sleep 0.02; done
c() { redis-cli -s "$PWD/s" "$@"; }
c ping
for i in 1 2 3 4 5 6 7 8 9; do c rpush list "item $i" >/dev/null; done
c lrange list 2 4
c eval 'for i = 1, 5000 do redis.call("set", "k" .. i, string.rep("x", i % 300)) end return redis.call("dbsize")' 0
c hset h a 1 b 2; c sort list alpha limit 0 2; c strlen k299; c bogus
c bgsave >/dev/null; while c info persistence | grep -q 'bgsave_in_progress:1'; do sleep 0.02; done; ls dump.rdb
c shutdown nosave; wait $server; echo "status $?"
