// A process that gives a task its processors back when the tracer, which took them, is killed.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clinux_trace.h"

static _Noreturn void stand_guard(const struct clinux_affinity *promise, int lifeline) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, 0);
  setsid();
  // Nobody's pipe is to stay open for us.
  dup2(lifeline, 0);
  syscall(SYS_close_range, 1U, ~0U, 0U);
  char byte;
  while (read(0, &byte, 1) < 0 && errno == EINTR) continue;
  if (promise->tid != 0) clinux_write_affinity(promise->tid, promise->mask, promise->size);
  _exit(0);
}

int clinux_start_affinity_guard(struct clinux_affinity **promise, int *lifeline) {
  int ends[2];
  void *shared =
    mmap(0, sizeof **promise, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return -errno;
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  int guard = fork();
  int error = errno;
  if (guard == 0) {
    close(ends[1]);
    stand_guard(shared, ends[0]);
  }
  close(ends[0]);
  if (guard < 0) {
    close(ends[1]);
    return -error;
  }
  *promise = shared;
  *lifeline = ends[1];
  return guard;
}
