// Threads that each make calls with numbers of their own: many_calls THREADS CALLS.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static long calls;

static void *make_calls(void *argument) {
  long first = (long)argument * calls;
  for (long i = 0; i < calls; i++) lseek(-1, first + i, SEEK_SET);
  return 0;
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  long threads = atol(arguments[1]);
  calls = atol(arguments[2]);
  pthread_t ids[64];
  for (long i = 0; i < threads && i < 64; i++) pthread_create(&ids[i], 0, make_calls, (void *)i);
  for (long i = 0; i < threads && i < 64; i++) pthread_join(ids[i], 0);
  return 0;
}
