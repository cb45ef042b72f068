// A bump arena that nobody declared: Scry may know the block, or the object in it, but nothing else.
#include <stdlib.h>

#include "truth.h"

struct arena {
  char *start;
  size_t used, size;
};

struct particle {
  float position[3];
  float speed[3];
  int kind;
};

static struct arena *arena_new(size_t size) {
  struct arena *arena = malloc(sizeof *arena);
  arena->start = malloc(size);
  arena->used = 0;
  arena->size = size;
  return arena;
}

static OUT_OF_LINE void *arena_push(struct arena *arena, size_t size) {
  void *block = arena->start + arena->used;
  arena->used += (size + 15) & ~(size_t)15;
  if (arena->used > arena->size) abort();
  return block;
}

int main(void) {
  struct arena *arena = arena_new(8192);
  struct particle *first = arena_push(arena, sizeof *first);
  struct particle *many = arena_push(arena, 20 * sizeof *many);
  first->kind = 1;
  many[0].kind = 2;

  truth(&arena->used, "allocator: malloc; type: struct arena; path: .used; memberType: size_t");
  truth(&first->kind, "state: live; typeOrNone: char[8192] | struct particle");
  truth(&many[7].speed[1], "state: live; typeOrNone: char[8192] | struct particle[20]");
  return ready();
}
