// Threads that count in a file of 8-byte numbers, one each: heartbeat FILE THREADS epoll|sleep. The kernel continues a sleep
// that a tracer has interrupted, but not an epoll_wait.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile uint64_t *counters;

static int sleeps;

static void *beat(void *argument) {
  int waiter = epoll_create1(0);
  for (;;) {
    struct epoll_event event;
    // Nothing is ever ready and no signal has a handler: anything but 0 is a tracer's fault.
    int result = sleeps ? usleep(1000) : epoll_wait(waiter, &event, 1, 1);
    if (result != 0) abort();
    counters[(long)argument]++;
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  sleeps = arguments[3][0] == 's';
  int file = open(arguments[1], O_RDWR | O_CREAT, 0600);
  if (ftruncate(file, 4096) < 0) return 1;
  counters = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (counters == MAP_FAILED) return 1;
  long threads = atol(arguments[2]);
  for (long i = 1; i < threads; i++) {
    pthread_t id;
    pthread_create(&id, 0, beat, (void *)i);
  }
  puts("ready");
  fflush(stdout);
  beat((void *)0);
}
