# A program that brings its own malloc, and a library that wraps it.
cat >p.c <<'C'
#include <stddef.h>
#include <stdio.h>
#include <string.h>
static char arena[1 << 20]; static size_t used; static int calls;
void *malloc(size_t n) { calls++; n = (n + 31) & ~(size_t)15; if (used + n > sizeof arena) return 0; void *p = arena + used + 16; *(size_t *)(arena + used) = n - 16; used += n; return p; }
void free(void *p) { (void)p; }
void *calloc(size_t a, size_t b) { void *p = malloc(a * b); return p ? memset(p, 0, a * b) : p; }
void *realloc(void *p, size_t n) { void *q = malloc(n); if (q && p) { size_t old = ((size_t *)p)[-2]; memcpy(q, p, old < n ? old : n); } return q; }
int main(void) { char *a = malloc(10); strcpy(a, "own"); a = realloc(a, 100); char *d = strdup(a); printf("%s %d\n", d, d >= arena && d < arena + sizeof arena); return 0; }
C
gcc -O1 -w -fno-builtin p.c -o p && ./p
