// Freed blocks: what they were, how large, and who freed them.
#include <stdlib.h>

#include "truth.h"

struct ticket {
  long number;
  struct ticket *next;
  char holder[100];
};

static int free_line;

static OUT_OF_LINE void discard(struct ticket *ticket) {
  free(ticket); free_line = __LINE__;
}

int main(void) {
  struct ticket *kept = malloc(sizeof *kept);
  struct ticket *lost = malloc(sizeof *lost);
  struct ticket *fence = malloc(sizeof *fence);
  kept->number = lost->number = fence->number = 1;
  kept->next = lost;
  char *big = malloc(200000);
  big[0] = 'b';
  char *inside = &lost->holder[40], *start = (char *)lost, *big_start = big;
  KEEP(kept);
  discard(lost);
  free(big);

  truth(inside,
        "allocator: malloc; state: freed; base: %p; size: %zu; type: struct ticket; path: .holder[40]; "
        "freedBy.function: discard; freedBy.line: %d",
        (void *)start, sizeof(struct ticket), free_line);
  truth(&kept->holder[40], "allocator: malloc; state: live; base: %p; type: struct ticket", (void *)kept);
  truth(big_start + 1000, "base: %p; size: 200000; freedBy.function: main", (void *)big_start);
  return ready();
}
