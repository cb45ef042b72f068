// A pool of fixed slots that tells Scry what it gives out; the slots lie in a block of the heap.
#include "scry_alloc.h"

#include <stdlib.h>

#include "truth.h"

struct bullet {
  float x, y;
  int energy;
  struct bullet *target;
};

struct slots {
  uint64_t pool;
  struct bullet *first;
  unsigned char used[64];
};

static struct slots *slots_new(void) {
  struct slots *slots = calloc(1, sizeof *slots);
  slots->first = malloc(64 * sizeof *slots->first);
  slots->pool = scry_pool_create("bullets", slots->first, 64 * sizeof *slots->first);
  return slots;
}

static struct bullet *take(struct slots *slots) {
  for (int i = 0; i < 64; i++) {
    if (slots->used[i]) continue;
    slots->used[i] = 1;
    scry_pool_register(slots->pool, &slots->first[i], sizeof(struct bullet), "struct bullet");
    return &slots->first[i];
  }
  return NULL;
}

static void give(struct slots *slots, struct bullet *bullet) {
  slots->used[bullet - slots->first] = 0;
  scry_pool_unregister(slots->pool, bullet);
}

int main(void) {
  struct slots *slots = slots_new();
  struct bullet *taken[10];
  for (int i = 0; i < 10; i++) taken[i] = take(slots);
  give(slots, taken[4]);
  taken[3]->energy = 1;

  truth(&taken[3]->energy,
        "allocator: bullets; state: live; base: %p; size: %zu; type: struct bullet; evidence: declared; "
        "path: .energy; memberType: int",
        (void *)taken[3], sizeof(struct bullet));
  truth(&taken[9]->target, "allocator: bullets; state: live; base: %p; type: struct bullet; path: .target",
        (void *)taken[9]);
  truth(&slots->used[9], "allocator: malloc; type: struct slots; path: .used[9]; memberType: unsigned char");
  return ready();
}
