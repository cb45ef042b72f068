// Thread-local variables: one name, one address for every thread, and the address says whose it is.
#include <pthread.h>
#include <stdlib.h>

#include "truth.h"

struct counter {
  long hits;
  int errors;
};

static __thread struct counter counter;
__thread int depth = 4;
static _Thread_local char message[64] = "idle";

static pthread_barrier_t told, finish;

static OUT_OF_LINE void tell(void) {
  counter.hits++;
  message[0] = 'b';
  KEEP(&counter);
  int thread = gettid();
  truth(&counter.errors,
        "allocator: static; state: live; base: %p; size: %zu; type: struct counter; evidence: declared; "
        "path: .errors; memberType: int; symbol: counter; thread: %d",
        (void *)&counter, sizeof counter, thread);
  truth(&depth, "allocator: static; base: %p; type: int; symbol: depth; thread: %d", (void *)&depth, thread);
  truth(&message[11], "allocator: static; type: char[64]; path: [11]; symbol: message; thread: %d", thread);
}

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused) {
  pthread_mutex_lock(&one_at_a_time);
  tell();
  pthread_mutex_unlock(&one_at_a_time);
  pthread_barrier_wait(&told);
  pthread_barrier_wait(&finish);
  return unused;
}

int main(void) {
  pthread_t threads[3];
  pthread_barrier_init(&told, NULL, 4);
  pthread_barrier_init(&finish, NULL, 4);
  tell();
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, work, NULL);
  pthread_barrier_wait(&told);
  int status = ready();
  pthread_barrier_wait(&finish);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return status;
}
