// Threads that run on stacks of the program's own: a coroutine's in a heap block, in a mapping, in an array; and coroutines that
// wait.
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "truth.h"

struct step {
  int number;
  struct step *next;
  char text[24];
};

struct coroutine {
  ucontext_t own, caller;
  const char *where;
  char *stack;
};

static const size_t stack_size = 64 * 1024;
static char array_stack[64 * 1024] __attribute__((aligned(16)));
static pthread_barrier_t told, finish;
static __thread struct coroutine *current;

static OUT_OF_LINE void tell(struct step *step) {
  truth(&step->text[5],
        "allocator: stack; state: live; thread: %d; type: struct step; path: .text[5]; memberType: char; "
        "variable: step; evidence: frame; frame.function: run; frame.part: variable",
        gettid());
  pthread_barrier_wait(&told);
  pthread_barrier_wait(&finish);
}

static void run(void) {
  struct step step = {1, NULL, "running"};
  step.next = &step;
  KEEP(&step);
  tell(&step);
  KEEP(&step);
}

static void waits(void) {
  struct step step = {2, NULL, "waiting"};
  KEEP(&step);
  // Nobody knows its frames: it is a heap block that holds bytes.
  truth(&step, "allocator: malloc; state: live; base: %p; size: %zu", (void *)current->stack, stack_size);
  swapcontext(&current->own, &current->caller);
}

static void start(struct coroutine *coroutine, char *stack, void (*function)(void)) {
  coroutine->stack = stack;
  getcontext(&coroutine->own);
  coroutine->own.uc_stack.ss_sp = stack;
  coroutine->own.uc_stack.ss_size = stack_size;
  coroutine->own.uc_link = &coroutine->caller;
  current = coroutine;
  makecontext(&coroutine->own, function, 0);
  swapcontext(&coroutine->caller, &coroutine->own);
}

static void *in_block(void *unused) {
  struct coroutine sleeper, runner;
  start(&sleeper, malloc(stack_size), waits);
  truth(&sleeper.where, "allocator: stack; thread: %d", gettid());
  start(&runner, malloc(stack_size), run);
  KEEP(&sleeper);
  return unused;
}

static void *in_mapping(void *unused) {
  struct coroutine runner;
  start(&runner, mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), run);
  return unused;
}

static void *in_array(void *unused) {
  struct coroutine runner;
  start(&runner, array_stack, run);
  return unused;
}

int main(void) {
  pthread_t threads[3];
  pthread_barrier_init(&told, NULL, 4);
  pthread_barrier_init(&finish, NULL, 4);
  pthread_create(&threads[0], NULL, in_block, NULL);
  pthread_create(&threads[1], NULL, in_mapping, NULL);
  pthread_create(&threads[2], NULL, in_array, NULL);
  pthread_barrier_wait(&told);
  int status = ready();
  pthread_barrier_wait(&finish);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return status;
}
