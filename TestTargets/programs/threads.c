// Threads that allocate, hand blocks to each other, free what others allocated, and have stacks of their own.
#include <pthread.h>
#include <stdlib.h>

#include "truth.h"

struct task {
  int owner;
  struct task *next;
  char note[40];
};

static struct task *finished;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t told, finish;

static OUT_OF_LINE struct task *new_task(int owner) {
  struct task *task = malloc(sizeof *task);
  task->owner = owner;
  task->next = NULL;
  return task;
}

static void *work(void *argument) {
  int owner = *(int *)argument;
  struct task *task = new_task(owner);
  char on_stack[100];
  memset(on_stack, owner, sizeof on_stack);
  KEEP(on_stack);

  pthread_mutex_lock(&lock);
  task->next = finished;
  finished = task;
  truth(&task->note[3],
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct task; path: .note[3]; "
        "site.function: new_task",
        (void *)task, sizeof *task);
  truth(&on_stack[50], "allocator: stack; thread: %d", gettid());
  pthread_mutex_unlock(&lock);
  pthread_barrier_wait(&told);
  pthread_barrier_wait(&finish);
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  int owners[4] = {1, 2, 3, 4};
  pthread_barrier_init(&told, NULL, 5);
  pthread_barrier_init(&finish, NULL, 5);
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, work, &owners[i]);
  pthread_barrier_wait(&told);

  // Freed here, allocated by another thread.
  struct task *taken = finished;
  finished = taken->next;
  struct task *reused = new_task(9);
  free(reused);
  KEEP(taken);
  truth(&finished->owner, "allocator: malloc; type: struct task; offset: 0; state: live");
  truth(&owners[1], "allocator: stack; thread: %d", gettid());
  int status = ready();
  pthread_barrier_wait(&finish);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  return status;
}
