// A generic vector of void *: its slots say nothing, the blocks behind them keep their types.
#include <stdlib.h>

#include "truth.h"

struct vector {
  void **items;
  size_t length, capacity;
  void (*destroy)(void *);
};

struct apple {
  double weight;
  int seeds;
};

struct brick {
  char label[16];
  short height;
};

static struct vector *vector_new(void (*destroy)(void *)) {
  struct vector *vector = calloc(1, sizeof *vector);
  vector->destroy = destroy;
  return vector;
}

static void *vector_push(struct vector *vector, void *item) {
  if (vector->length == vector->capacity) {
    vector->capacity = vector->capacity ? 2 * vector->capacity : 8;
    vector->items = realloc(vector->items, vector->capacity * sizeof *vector->items);
  }
  return vector->items[vector->length++] = item;
}

static void *make_apple(void) {
  struct apple *apple = malloc(sizeof *apple);
  apple->weight = 0.2;
  apple->seeds = 5;
  return apple;
}

static void *make_brick(void) {
  struct brick *brick = malloc(sizeof *brick);
  brick->height = 7;
  return brick;
}

int main(void) {
  struct vector *vector = vector_new(free);
  for (int i = 0; i < 10; i++) vector_push(vector, i % 2 ? make_brick() : make_apple());
  void *anonymous = vector_push(vector, malloc(77));

  struct apple *apple = vector->items[4];
  struct brick *brick = vector->items[5];
  truth(&vector->capacity, "allocator: malloc; base: %p; type: struct vector; path: .capacity; memberType: size_t",
        (void *)vector);
  truth(&vector->items[7], "allocator: malloc; size: 128; type: void *[16]; path: [7]; memberType: void *");
  truth(&apple->seeds, "allocator: malloc; base: %p; size: 16; type: struct apple; path: .seeds", (void *)apple);
  truth(&brick->height, "allocator: malloc; base: %p; size: 18; type: struct brick; path: .height", (void *)brick);
  truth((char *)anonymous + 20, "allocator: malloc; state: live; base: %p; size: 77; typeOrNone: char[77]", anonymous);
  return ready();
}
