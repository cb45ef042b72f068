// Code behind a call that never comes back says nothing of the blocks before it, whoever knows that it does not: a library's
// declaration, or only the compiler.
#include "no_return.h"

#include <stdlib.h>

#include "truth.h"

struct pear {
  long weight[10];
};

static struct pear *pears;

static OUT_OF_LINE struct pear *next_pear(void) {
  KEEP(&pears);
  return pears;
}

static OUT_OF_LINE void give_up(int status) {
  keep(&status);
  exit(status);
}

static OUT_OF_LINE int declared(int count, void **out) {
  struct pear *pear = next_pear();
  keep(pear);
  if (count > 3) {
    void *block = malloc(80);
    keep(block);
    *out = block;
    if (keep(block)) stop_with("no block");
    if (count < 10000) return 0;
    keep(block);
    stop_with("too many");
  }
  pear->weight[3] += count;
  pear->weight[9] = 1;
  keep(pear);
  return 1;
}

static OUT_OF_LINE int inferred(int count, void **out) {
  struct pear *pear = next_pear();
  keep(pear);
  if (count > 3) {
    void *block = malloc(80);
    keep(block);
    *out = block;
    if (keep(block)) give_up(3);
    if (count < 10000) return 0;
    keep(block);
    give_up(4);
  }
  pear->weight[3] += count;
  pear->weight[9] = 1;
  keep(pear);
  return 1;
}

int main(int argc, char **arguments) {
  (void)arguments;
  void *first = NULL, *second = NULL;
  declared(argc + 100, &first);
  inferred(argc + 100, &second);
  truth(first, "allocator: malloc; size: 80; typeOrNone: none");
  truth(second, "allocator: malloc; size: 80; typeOrNone: none");
  return ready();
}
