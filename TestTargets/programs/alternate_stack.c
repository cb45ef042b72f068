// An alternate signal stack, in a mapping of its own and in a block of the heap.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "truth.h"

static const size_t stack_size = 64 * 1024;
static char *seen;

static void on_signal(int number) {
  char here = (char)number;
  KEEP(&here);
  seen = &here;
}

static void use_stack(char *memory) {
  stack_t stack = {.ss_sp = memory, .ss_size = stack_size};
  if (sigaltstack(&stack, NULL) != 0) abort();
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  if (seen < memory || seen >= memory + stack_size) abort();
}

static pthread_barrier_t told, finish;

static void *work(void *unused) {
  use_stack(malloc(stack_size));
  truth(seen, "allocator: stack; thread: %d", gettid());
  pthread_barrier_wait(&told);
  pthread_barrier_wait(&finish);
  return unused;
}

int main(void) {
  char *mapped = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return 1;
  use_stack(mapped);
  truth(seen, "allocator: stack; thread: %d", gettid());
  truth(mapped + 10, "allocator: stack; thread: %d", gettid());

  pthread_barrier_init(&told, NULL, 2);
  pthread_barrier_init(&finish, NULL, 2);
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  pthread_barrier_wait(&told);
  int status = ready();
  pthread_barrier_wait(&finish);
  pthread_join(thread, NULL);
  return status;
}
