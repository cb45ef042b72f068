// ptrace(2) and waitpid(2) of single threads. Every call must come from the thread that seized.
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "clinux.h"

static int result(long value) { return value < 0 ? -errno : 0; }

int clinux_ptrace_seize(int tid) { return result(ptrace(PTRACE_SEIZE, tid, 0, 0)); }

int clinux_ptrace_interrupt(int tid) { return result(ptrace(PTRACE_INTERRUPT, tid, 0, 0)); }

int clinux_ptrace_detach(int tid, int signal) {
  return result(ptrace(PTRACE_DETACH, tid, 0, (void *)(long)signal));
}

long clinux_ptrace_read_registers(int tid, unsigned kind, void *buffer, size_t length) {
  struct iovec piece = {buffer, length};
  return ptrace(PTRACE_GETREGSET, tid, (void *)(long)kind, &piece) < 0 ? -errno
                                                                        : (long)piece.iov_len;
}

int clinux_ptrace_write_registers(int tid, unsigned kind, const void *buffer, size_t length) {
  struct iovec piece = {(void *)buffer, length};
  return result(ptrace(PTRACE_SETREGSET, tid, (void *)(long)kind, &piece));
}

int clinux_ptrace_signal_information(int tid, void *buffer) {
  return result(ptrace(PTRACE_GETSIGINFO, tid, 0, buffer));
}

int clinux_wait_without_blocking(int tid, int *status) {
  int found = waitpid(tid, status, __WALL | WNOHANG);
  return found < 0 ? -errno : found;
}
