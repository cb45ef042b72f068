// Thread-local variables of a library that was loaded later: each thread has them from its first use on.
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "truth.h"

struct tally {
  long count;
  short marks[4];
};

typedef struct tally *(*tally_function)(void);

static tally_function tally_of_thread;
static pthread_barrier_t told, finish;

static OUT_OF_LINE void tell(void) {
  struct tally *tally = tally_of_thread();
  tally->count++;
  truth(&tally->marks[2],
        "allocator: static; state: live; base: %p; size: %zu; type: struct tally; evidence: declared; "
        "path: .marks[2]; memberType: short; symbol: tally; thread: %d; module: thread_locals_loaded-" FLAVOUR ".so",
        (void *)tally, sizeof *tally, gettid());
}

static void *work(void *unused) {
  tell();
  pthread_barrier_wait(&told);
  pthread_barrier_wait(&finish);
  return unused;
}

int main(void) {
  void *module = dlopen("$ORIGIN/thread_locals_loaded-" FLAVOUR ".so", RTLD_NOW | RTLD_LOCAL);
  if (!module) abort();
  void *symbol = dlsym(module, "plugin_tally");
  tally_of_thread = (tally_function)symbol;
  pthread_barrier_init(&told, NULL, 2);
  pthread_barrier_init(&finish, NULL, 2);
  tell();
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  pthread_barrier_wait(&told);
  int status = ready();
  pthread_barrier_wait(&finish);
  pthread_join(thread, NULL);
  return status;
}
