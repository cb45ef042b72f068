// Variables of every frame of several threads: parameters, blocks, arrays, structs, inlined functions, signal handlers.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "truth.h"

struct point {
  int x, y;
};

struct shape {
  const char *name;
  struct point corners[3];
  double weight;
  struct shape *next;
};

static pthread_barrier_t told, finish;

// What is given to a function of another unit has to be in memory.
static OUT_OF_LINE void show(struct shape *shape, struct point *point, int *numbers, int level) {
  truth(&shape->corners[1].y,
        "allocator: stack; state: live; thread: %d; type: struct shape; path: .corners[1].y; "
        "memberType: int; variable: shape; evidence: frame; frame.function: work",
        gettid());
  truth(&point->y, "allocator: stack; type: struct point; path: .y; variable: inner; frame.function: work");
  truth(&numbers[level], "allocator: stack; path: [%d]; variable: numbers; frame.function: descend", level);
}

static inline __attribute__((always_inline)) int twice(int value) {
  int result = value * 2;
  KEEP(result);
  return result;
}

static OUT_OF_LINE void descend(struct shape *shape, struct point *point, int level) {
  int numbers[6] = {1, 2, 3, 4, 5, 6};
  KEEP(numbers);
  if (level > 0) {
    numbers[0] = twice(level);
    descend(shape, point, level - 1);
    KEEP(numbers);
    return;
  }
  show(shape, point, numbers, 3);
  pthread_barrier_wait(&told);
  pthread_barrier_wait(&finish);
  KEEP(numbers);
}

static void *work(void *argument) {
  struct shape shape = {"triangle", {{1, 2}, {3, 4}, {5, 6}}, 1.5, NULL};
  shape.next = &shape;
  for (int i = 0; i < 1; i++) {
    struct point inner = {(int)(long)argument, 7};
    descend(&shape, &inner, 3);
    KEEP(&inner);
  }
  KEEP(&shape);
  return NULL;
}

int main(void) {
  pthread_t threads[3];
  pthread_barrier_init(&told, NULL, 4);
  pthread_barrier_init(&finish, NULL, 4);
  for (long i = 0; i < 3; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  pthread_barrier_wait(&told);
  truth(&threads[2], "allocator: stack; variable: threads; path: [2]; frame.function: main; thread: %d", getpid());
  int status = ready();
  pthread_barrier_wait(&finish);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return status;
}
