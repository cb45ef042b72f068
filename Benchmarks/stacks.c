/* stacks MIB: a heap of so many MiB in blocks of 4 KiB, and four threads 24 calls deep. Says its pid and the address of a
 * block, and waits for its input to end. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct entry {
  struct entry *next;
  long number;
  char text[4064];
};

struct work {
  int depth;
  const char *name;
  struct entry *first;
};

static pthread_barrier_t ready;

static long descend(struct work *work, int depth) {
  struct work deeper = {depth, work->name, work->first};
  long numbers[8] = {depth, depth * 2, depth * 3};
  if (depth > 0) return descend(&deeper, depth - 1) + numbers[depth % 8];
  pthread_barrier_wait(&ready);
  pause();
  return work->first->number;
}

static void *run(void *argument) {
  struct work *work = argument;
  return (void *)descend(work, work->depth);
}

int main(int count, char **words) {
  long blocks = (count > 1 ? atol(words[1]) : 1) * 256;
  struct entry *first = NULL, *middle = NULL;
  for (long i = 0; i < blocks; i++) {
    struct entry *entry = malloc(sizeof *entry);
    memset(entry, (int)(i % 255) + 1, sizeof *entry);
    entry->next = first;
    entry->number = i;
    first = entry;
    if (i == blocks / 2) middle = entry;
  }
  pthread_barrier_init(&ready, NULL, 4);
  struct work work = {24, "bench", first};
  for (int i = 0; i < 3; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, &work);
  }
  pthread_barrier_wait(&ready);
  printf("%d %p\n", (int)getpid(), (void *)&middle->number);
  fflush(stdout);
  while (getchar() != EOF) continue;
  return 0;
}
