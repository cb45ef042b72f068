# Programs without an environment, with a closed standard output, with their own preloaded library.
env -i /usr/bin/perl -e 'print scalar(keys %ENV), "\n"'
sh -c 'echo lost; exit 3' >&- 2>/dev/null; echo "status $?"
cat >q.c <<'C'
int getpagesize(void) { return 77; }
C
cat >p.c <<'C'
#include <stdio.h>
#include <unistd.h>
int main(void) { printf("%d\n", getpagesize()); }
C
gcc -shared -fPIC q.c -o q.so && gcc -O0 p.c -o p && LD_PRELOAD=$PWD/q.so ./p && ./p
timeout 0.1 sleep 10; echo "status $?"; nohup sh -c 'echo kept' 2>/dev/null; setsid -w sh -c 'exit 8'; echo "status $?"
