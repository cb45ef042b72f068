// Two loops of nothing but malloc and free, and a heap to ask about.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void pairs(long count) {
  for (long i = 0; i < count; i++) {
    char *volatile block = malloc(64);
    block[0] = 1;
    free(block);
  }
}

static void mixed(long count) {
  enum { LIVE = 20000 };
  static char *blocks[LIVE];
  unsigned long seed = 1;
  for (long i = 0; i < count; i++) {
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    char **place = &blocks[(seed >> 33) % LIVE];
    free(*place);
    *place = malloc((seed >> 50) % 400 + 1);
    (*place)[0] = 1;
  }
}

// Blocks of all sizes up to 2 KiB, kept until the standard input ends.
static void hold(long count) {
  char **blocks = malloc((size_t)count * sizeof *blocks);
  for (long i = 0; i < count; i++) {
    blocks[i] = malloc((size_t)(i * 7919 % 2039 + 1));
    memset(blocks[i], 1, 1);
  }
  printf("%d\n", getpid());
  fflush(stdout);
  while (getchar() != EOF) {
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  long count = atol(argv[2]);
  if (!strcmp(argv[1], "pairs")) pairs(count);
  if (!strcmp(argv[1], "mixed")) mixed(count);
  if (!strcmp(argv[1], "hold")) hold(count);
  return 0;
}
