// Two threads that allocate and free all the time, around blocks that stay.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "truth.h"

struct pillar {
  int number;
  struct pillar *next;
  char name[50];
};

static atomic_int stop;

static void *churn(void *argument) {
  unsigned seed = *(unsigned *)argument;
  void *blocks[64] = {0};
  while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
    seed = seed * 1103515245 + 12345;
    void **slot = &blocks[seed >> 26];
    *slot = *slot && seed & 0x1000 ? realloc(*slot, seed >> 20 & 0xfff) : (free(*slot), malloc(seed >> 20 & 0x7ff));
    if ((seed & 0x3ff) == 0) sched_yield();
  }
  for (int i = 0; i < 64; i++) free(blocks[i]);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  unsigned seeds[2] = {1, 2};
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, churn, &seeds[i]);
  struct pillar *first = NULL;
  for (int i = 0; i < 20; i++) {
    struct pillar *pillar = malloc(sizeof *pillar);
    pillar->number = i;
    pillar->next = first;
    first = pillar;
  }
  for (struct pillar *pillar = first; pillar; pillar = pillar->next)
    truth(&pillar->name[7],
          "allocator: malloc; state: live; base: %p; size: %zu; type: struct pillar; path: .name[7]", (void *)pillar,
          sizeof *pillar);
  int status = ready();
  atomic_store(&stop, 1);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return status;
}
