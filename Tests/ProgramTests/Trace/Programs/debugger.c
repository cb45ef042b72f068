// Does to a child what debuggers do: looks at its registers, signals and calls, compares and reads it.
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static long trace(long request, long pid, long address, void *data) {
  return syscall(SYS_ptrace, request, pid, address, data);
}

static void child(void) {
  trace(PTRACE_TRACEME, 0, 0, 0);
  raise(SIGSTOP);
  for (;;) syscall(SYS_close, -1);
}

static void look_at_registers(long pid) {
  struct user_regs_struct registers;
  struct iovec set = {&registers, 1000};
  long word;
  trace(PTRACE_GETREGS, pid, 0, &registers);
  trace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &set);
  set.iov_len = 24;
  trace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &set);
  set.iov_len = 1000;
  trace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &set);
  trace(PTRACE_PEEKUSR, pid, offsetof(struct user, regs.orig_rax), &word);
  trace(PTRACE_POKEUSR, pid, offsetof(struct user, u_debugreg[7]) + 1, 0);
}

static void look_at_signals(long pid) {
  siginfo_t signals[2];
  unsigned long mask;
  struct ptrace_peeksiginfo_args from = {.nr = 2};
  trace(PTRACE_GETSIGINFO, pid, 0, signals);
  trace(PTRACE_PEEKSIGINFO, pid, (long)&from, signals);
  trace(PTRACE_GETSIGMASK, pid, 8, &mask);
}

int main(void) {
  // Descriptors that are the same in every run.
  closefrom(3);
  close(0);
  open("/dev/null", O_RDONLY);
  int status, pid = fork();
  if (pid == 0) child();
  waitpid(pid, &status, 0);
  trace(PTRACE_SETOPTIONS, pid, 0, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
  look_at_registers(pid);
  look_at_signals(pid);
  for (int stop = 0; stop < 2; stop++) {
    struct ptrace_syscall_info information;
    trace(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    trace(PTRACE_GET_SYSCALL_INFO, pid, sizeof information, &information);
  }
  long word;
  struct iovec here = {&word, 8}, there = {&status, 4};
  process_vm_readv(pid, &here, 1, &there, 1, 0);
  syscall(SYS_kcmp, pid, getpid(), KCMP_FILE, 0, 0);
  int other = syscall(SYS_pidfd_open, pid, 0);
  syscall(SYS_pidfd_getfd, other, 0, 0);
  kill(pid, SIGKILL);
  return 0;
}
