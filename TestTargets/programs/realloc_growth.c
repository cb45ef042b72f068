// A vector that grows by realloc: one block at a time, its size the last one asked for.
#include <stdlib.h>

#include "truth.h"

struct entry {
  int key;
  double value;
};

static struct entry *entries;
static size_t count, capacity;

static void append(int key, double value) {
  if (count == capacity) {
    capacity = capacity ? capacity * 2 : 4;
    entries = realloc(entries, capacity * sizeof *entries);
  }
  entries[count].key = key;
  entries[count].value = value;
  count++;
}

int main(void) {
  for (int i = 0; i < 100; i++) append(i, i);

  int *shrunk = malloc(64 * sizeof *shrunk);
  shrunk[0] = 1;
  shrunk = realloc(shrunk, 8 * sizeof *shrunk);
  short *extended = reallocarray(NULL, 20, sizeof *extended);
  extended[0] = 1;
  extended = reallocarray(extended, 30, sizeof *extended);

  truth(&entries[77].value,
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct entry[128]; path: [77].value; "
        "memberType: double",
        (void *)entries, 128 * sizeof *entries);
  truth(&shrunk[5], "allocator: malloc; state: live; base: %p; size: 32; type: int[8]; path: [5]", (void *)shrunk);
  truth(&extended[21], "allocator: malloc; size: 60; type: short[30]; path: [21]; memberType: short");
  truth(&entries, "allocator: static; type: struct entry *; symbol: entries; size: 8");
  return ready();
}
