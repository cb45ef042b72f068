// Chains of realloc through untyped hands: the type comes from where the block was first held.
#include <stdlib.h>

#include "truth.h"

struct sample {
  long time;
  int level;
};

static OUT_OF_LINE void *resize(void *block, size_t size) {
  void *result = realloc(block, size);
  if (!result) abort();
  return result;
}

int main(void) {
  struct sample *samples = NULL;
  for (size_t n = 1; n <= 64; n *= 2) {
    samples = resize(samples, n * sizeof *samples);
    samples[n - 1].time = (long)n;
    samples[n - 1].level = 1;
  }
  // A block in the way makes the next one move, so that the old place is free.
  char *fence = malloc(24);
  fence[0] = 0;
  struct sample *old = samples;
  samples = resize(samples, 100000 * sizeof *samples);

  // Only ever seen as void *: unknown is the right answer, and so is nothing but this.
  void *untyped = malloc(48);
  untyped = resize(untyped, 480);

  truth(&samples[99999].level,
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct sample[100000]; path: [99999].level; "
        "memberType: int",
        (void *)samples, 100000 * sizeof *samples);
  if (old != samples) truth(&old[3].level, "state: freed; base: %p; size: %zu", (void *)old, 64 * sizeof *samples);
  truth((char *)untyped + 8, "allocator: malloc; state: live; base: %p; size: 480; typeOrNone: char[480]", untyped);
  KEEP(fence);
  return ready();
}
