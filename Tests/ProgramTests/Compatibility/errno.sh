# Calls that fail give the same errors as ever: sizes that are too large, wrong alignments, wrong mappings.
cat >p.c <<'C'
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#define SHOW(call) do { errno = 0; long r = (long)(call); printf("%d %s\n", r == 0 || r == -1, strerror(errno)); } while (0)
int main(void) {
  volatile size_t huge = SIZE_MAX / 2;
  void *p = NULL;
  SHOW(malloc(huge)); SHOW(calloc(huge, 4)); SHOW(realloc(NULL, huge)); SHOW(reallocarray(NULL, huge, 9));
  SHOW(aligned_alloc(64, huge)); SHOW(mmap(NULL, 0, 0, MAP_PRIVATE, -1, 0)); SHOW(munmap((void *)1, 1)); SHOW((free(NULL), 0));
  printf("%d %d\n", posix_memalign(&p, 3, 10), posix_memalign(&p, 64, huge));
  errno = 77; free(malloc(10)); printf("%d\n", errno);
  p = malloc(100); void *q = realloc(p, huge); printf("%d %d\n", q == NULL, malloc_usable_size(p) >= 100);
  printf("%d\n", malloc(0) != NULL); p = realloc(p, 0); printf("%d\n", p == NULL);
}
C
gcc -O0 -w -D_GNU_SOURCE p.c -o p && ./p
