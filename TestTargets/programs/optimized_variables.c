// What optimisation makes of variables: structures in parts, pointers to what has no address, arguments that only the caller
// still knows, functions that end in a jump.
#include <stdlib.h>

#include "truth.h"

struct pair {
  long first, second;
};

static struct pair total = {1, 2};

static OUT_OF_LINE long waits(long value) {
  int status = ready();
  return value + status;
}

// `pair` needs no memory, and `second` is not needed after the call.
static inline __attribute__((always_inline)) long sum(struct pair *pair, long more) {
  long result = waits(pair->first + more);
  return result + pair->first;
}

static OUT_OF_LINE long in_parts(long start) {
  struct pair pair = {start * 3, start * 5};
  total.second += pair.second;
  return sum(&pair, 4);
}

// Nothing of its parameters is left at the call; the caller's call site says what they were.
static OUT_OF_LINE long forgets(long given, const char *text, double factor) {
  long known = given + (long)(factor * 7);
  total.first += known + text[0];
  return in_parts(6) + 1;
}

static OUT_OF_LINE long jumps(long value) { return forgets(value * 2, "text", 2.5); }

static OUT_OF_LINE long recurses(int level, long value) {
  if (level == 0) return jumps(value) + 1;
  return recurses(level - 1, value + 1) * 2;
}

int main(int argc, char **argv) {
  KEEP(argv);
  truth(&total.second, "allocator: static; type: struct pair; path: .second; symbol: total");
  return recurses(3, argc) == 0;
}
