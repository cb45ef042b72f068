// ptrace(2) and wait4(2) as a tracer of system calls uses them.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clinux_trace.h"

static int result(long value) { return value < 0 ? -errno : 0; }

int clinux_ptrace_seize_with(int tid, unsigned options) {
  return result(ptrace(PTRACE_SEIZE, tid, 0, (void *)(unsigned long)options));
}

int clinux_ptrace_run_to_system_call(int tid, int signal) {
  return result(ptrace(PTRACE_SYSCALL, tid, 0, (void *)(long)signal));
}

int clinux_ptrace_run(int tid, int signal) {
  return result(ptrace(PTRACE_CONT, tid, 0, (void *)(long)signal));
}

int clinux_ptrace_listen(int tid) { return result(ptrace(PTRACE_LISTEN, tid, 0, 0)); }

int clinux_ptrace_system_call(int tid, struct clinux_system_call *call) {
  return result(ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof *call, call));
}

int clinux_ptrace_event_message(int tid, uint64_t *message) {
  return result(ptrace(PTRACE_GETEVENTMSG, tid, 0, message));
}

int clinux_wait_for_any(bool blocks, bool wants_time, struct clinux_wait_result *found) {
  struct rusage usage;
  int tid = wait4(-1, &found->status, __WALL | (blocks ? 0 : WNOHANG), wants_time ? &usage : 0);
  if (tid < 0) return -errno;
  found->tid = tid;
  if (wants_time && tid > 0)
    found->system_time = usage.ru_stime.tv_sec * 1000000000LL + usage.ru_stime.tv_usec * 1000LL;
  return 0;
}

int clinux_wait_for(int tid, int *status) {
  int found;
  do {
    found = waitpid(tid, status, __WALL);
  } while (found < 0 && errno == EINTR);
  return found < 0 ? -errno : 0;
}

int clinux_signal_thread(int tid, int signal) { return result(syscall(SYS_tkill, tid, signal)); }

long clinux_read_affinity(int tid, void *mask, size_t size) {
  // The system call, unlike the C library's function, says how long the kernel's mask is.
  long filled = syscall(SYS_sched_getaffinity, tid, size, mask);
  return filled < 0 ? -errno : filled;
}

int clinux_write_affinity(int tid, const void *mask, size_t size) {
  return result(syscall(SYS_sched_setaffinity, tid, size, mask));
}
