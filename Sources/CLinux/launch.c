// Starting the program to trace. fork(2) is safe in a process of one thread; nothing of Swift runs in the child.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clinux_trace.h"

static void say(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) return;
}

static _Noreturn void fail(const struct clinux_launch *launch, const char *what) {
  const char *reason = strerror(errno);
  say(launch->failure_prefix);
  say(what);
  say(": ");
  say(reason);
  say("\n");
  _exit(launch->failure_status);
}

static void become_user(const struct clinux_launch *launch) {
  // Groups first: without privileges they could not be set any more.
  if (initgroups(launch->user_name, launch->group) < 0) fail(launch, "initgroups");
  if (setregid(launch->group, launch->effective_group) < 0) fail(launch, "setregid");
  if (setreuid(launch->user, launch->effective_user) < 0) fail(launch, "setreuid");
}

static void install_filter(const struct clinux_launch *launch) {
  struct sock_fprog program = {
    .len = launch->filter_length, .filter = (struct sock_filter *)launch->filter};
  // Root needs no promise; whoever is not root could gain no privileges under a tracer anyway.
  if (geteuid() != 0) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Without the filter every call stops, which is slower and nothing else: the tracer sees which it is.
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static _Noreturn void run_child(const struct clinux_launch *launch, int gate) {
  char byte;
  while (read(gate, &byte, 1) < 0 && errno == EINTR) continue;
  if (launch->user_name) become_user(launch);
  if (launch->filter) install_filter(launch);
  execve(launch->path, launch->arguments, launch->environment);
  fail(launch, "exec");
}

int clinux_launch(const struct clinux_launch *launch, int *gate) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  int child = fork();
  int error = errno;
  if (child == 0) {
    close(ends[1]);
    run_child(launch, ends[0]);
  }
  close(ends[0]);
  if (child < 0) {
    close(ends[1]);
    return -error;
  }
  *gate = ends[1];
  return child;
}

int clinux_launch_above(const struct clinux_launch *launch, int place, int *gate) {
  int ends[2];
  int program = getpid();
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  // yama(7): nobody else than a parent may trace without this.
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  int between = fork();
  if (between < 0) return -errno;
  if (between > 0) {
    close(ends[1]);
    while (waitpid(between, 0, 0) < 0 && errno == EINTR) continue;
    run_child(launch, ends[0]);
  }
  // The program is to have no child that it did not start.
  if (fork() != 0) _exit(0);
  close(ends[0]);
  if (place == 2) setpgid(0, 0);
  if (place == 3) setsid();
  *gate = ends[1];
  return program;
}

void clinux_occupy_standard_files(void) {
  int opened;
  do {
    opened = open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (opened >= 0 && opened <= STDERR_FILENO);
  if (opened >= 0) close(opened);
}

void clinux_release_standard_files(void) {
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0) return;
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  if (nothing > STDERR_FILENO) close(nothing);
}

int clinux_start_command(const char *command, int *input) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  int child = fork();
  int error = errno;
  if (child == 0) {
    dup2(ends[0], STDIN_FILENO);
    execl("/bin/sh", "sh", "-c", command, (char *)0);
    _exit(127);
  }
  close(ends[0]);
  if (child < 0) {
    close(ends[1]);
    return -error;
  }
  *input = ends[1];
  return child;
}
