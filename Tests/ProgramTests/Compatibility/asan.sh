# A program with AddressSanitizer, whose run time insists on being the first library.
cat >p.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv) { char *p = malloc(10); strcpy(p, "fine"); puts(p); free(p); return argc > 1 ? p[0] : 0; }
C
gcc -g -w -fsanitize=address p.c -o p && ./p; echo "status $?"
./p x >/dev/null 2>log; echo "status $?"; grep -o 'heap-use-after-free' log | head -1
