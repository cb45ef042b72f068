// The memalign family: blocks whose start is aligned beyond what malloc promises.
#include <malloc.h>
#include <stdlib.h>

#include "truth.h"

struct line {
  long words[8];
  int owner;
};

int main(void) {
  void *block = NULL;
  if (posix_memalign(&block, 256, sizeof(struct line)) != 0) return 1;
  struct line *line = block;
  line->owner = 1;
  struct line *lines = aligned_alloc(64, 4 * sizeof *lines);
  lines[0].owner = 2;
  double *samples = memalign(4096, 32 * sizeof *samples);
  samples[0] = 0.5;
  int *numbers = valloc(10 * sizeof *numbers);
  numbers[0] = 1;

  truth(&line->owner,
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct line; path: .owner; memberType: int",
        (void *)line, sizeof *line);
  truth(&lines[3].owner, "allocator: malloc; base: %p; size: %zu; type: struct line[4]; path: [3].owner",
        (void *)lines, 4 * sizeof *lines);
  truth(&lines[2].words[6], "type: struct line[4]; path: [2].words[6]; memberType: long");
  truth(&samples[31], "allocator: malloc; base: %p; size: 256; type: double[32]; path: [31]", (void *)samples);
  truth(&numbers[9], "allocator: malloc; base: %p; size: 40; type: int[10]; path: [9]", (void *)numbers);
  return ready();
}
