// Two threads that allocate and free at full speed in places that are known, while somebody reads from outside.
//
// Prints "slot ADDRESS" for places where one of two structs comes and goes. Both start with a magic number that is cleared
// before the block is freed, so that whoever reads 1 or 2 knows what was there. Runs until its standard input ends.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "truth.h"

enum { SLOTS = 512 };

struct hare {
  long magic;
  int speed;
  char name[36];
};

struct tortoise {
  long magic;
  double age;
  char shell[132];
};

// Blocks that stay, between those that come and go.
struct stone {
  long magic;
  short weight[20];
};

static _Atomic(void *) slots[SLOTS];
static atomic_int stop;

static OUT_OF_LINE struct hare *new_hare(void) {
  struct hare *hare = malloc(sizeof *hare);
  hare->magic = 1;
  hare->speed = 9;
  return hare;
}

static OUT_OF_LINE struct tortoise *new_tortoise(void) {
  struct tortoise *tortoise = malloc(sizeof *tortoise);
  tortoise->magic = 2;
  tortoise->age = 100;
  return tortoise;
}

static OUT_OF_LINE struct stone *new_stone(void) {
  struct stone *stone = malloc(sizeof *stone);
  stone->magic = 3;
  stone->weight[7] = 1;
  return stone;
}

static void *run(void *argument) {
  unsigned first = *(unsigned *)argument, seed = first + 1;
  while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
    seed = seed * 1103515245 + 12345;
    _Atomic(void *) *slot = &slots[2 * (seed >> 24) + first];
    long *old = atomic_exchange_explicit(slot, NULL, memory_order_relaxed);
    if (old) *(volatile long *)old = 0;
    free(old);
    void *block = seed & 0x10000 ? (void *)new_hare() : (void *)new_tortoise();
    atomic_store_explicit(slot, block, memory_order_release);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  unsigned numbers[2] = {0, 1};
  struct stone *stones[16];
  for (int i = 0; i < 16; i++) {
    free(new_tortoise());
    stones[i] = new_stone();
    truth(&stones[i]->weight[7], "allocator: malloc; state: live; base: %p; size: %zu; type: struct stone; path: .weight[7]",
          (void *)stones[i], sizeof(struct stone));
  }
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run, &numbers[i]);
  // Every place that one of the threads has used by now is a place where something may be.
  usleep(100 * 1000);
  for (int i = 0; i < SLOTS; i += 4) {
    char text[64];
    void *block = atomic_load(&slots[i]);
    if (block) truth_write(text, (size_t)snprintf(text, sizeof text, "slot %p\n", block));
  }
  int status = ready();
  atomic_store(&stop, 1);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return status;
}
