# A statically linked program: it runs without the agent, and so do its children.
# expect: exit 12
cat >p.c <<'C'
#include <stdio.h>
#include <stdlib.h>
int main(void) { char *p = malloc(1000); sprintf(p, "%d", 5); puts(p); fflush(stdout); return system("exit 12") >> 8; }
C
gcc -O1 -static p.c -o p && exec ./p
