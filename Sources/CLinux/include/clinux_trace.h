/* clinux_trace.h: what a tracer of system calls needs from Linux. Every call returns 0 or -errno unless it says more, and
   every ptrace request must come from the thread that seized. */
#ifndef CLINUX_TRACE_H
#define CLINUX_TRACE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* struct ptrace_syscall_info (ptrace(2)) with its union laid flat. */
struct clinux_system_call {
  /* PTRACE_SYSCALL_INFO_NONE, _ENTRY, _EXIT or _SECCOMP: 0 to 3. */
  uint8_t operation;
  uint8_t reserved[3];
  /* AUDIT_ARCH_X86_64 or AUDIT_ARCH_I386 (<linux/audit.h>). */
  uint32_t architecture;
  uint64_t instruction_pointer;
  uint64_t stack_pointer;
  /* The call's number; at an exit, its return value. */
  uint64_t number_or_result;
  /* At an exit the lowest byte of the first tells an error. */
  uint64_t arguments[6];
  uint64_t filter_data;
};

/* One instruction of a seccomp filter: struct sock_filter (<linux/filter.h>). */
struct clinux_filter_instruction {
  uint16_t code;
  uint8_t jump_if_true;
  uint8_t jump_if_false;
  uint32_t value;
};

/* A program to start. Nothing of it may change until clinux_launch returns. */
struct clinux_launch {
  const char *path;
  char *const *arguments;
  char *const *environment;
  /* The user to become with its groups, or null to stay. */
  const char *user_name;
  unsigned user, group, effective_user, effective_group;
  /* The seccomp filter to install, or null. */
  const struct clinux_filter_instruction *filter;
  unsigned short filter_length;
  /* Written to standard error in front of the reason when the program cannot be executed. */
  const char *failure_prefix;
  int failure_status;
};

/* What wait4 tells besides the status: system time of the task in nanoseconds. */
struct clinux_wait_result {
  int tid;
  int status;
  int64_t system_time;
};

/* PTRACE_SEIZE with PTRACE_O_ options. */
int clinux_ptrace_seize_with(int tid, unsigned options);

/* Lets a stopped task run to its next system call, entry or exit, with a signal delivered unless that is 0. */
int clinux_ptrace_run_to_system_call(int tid, int signal);

/* Lets a stopped task run on until an event. */
int clinux_ptrace_run(int tid, int signal);

/* Leaves a task in its group-stop but hears what comes after. */
int clinux_ptrace_listen(int tid);

/* PTRACE_GET_SYSCALL_INFO. */
int clinux_ptrace_system_call(int tid, struct clinux_system_call *call);

/* PTRACE_GETEVENTMSG. */
int clinux_ptrace_event_message(int tid, uint64_t *message);

/* wait4 for any child or tracee, threads included. Without `blocks` a tid of 0 says that nothing has happened. */
int clinux_wait_for_any(bool blocks, bool wants_time, struct clinux_wait_result *result);

/* waitpid of one task, blocking. */
int clinux_wait_for(int tid, int *status);

/* kill(2) of one thread. */
int clinux_signal_thread(int tid, int signal);

/* Forks a child that waits at a gate: it executes the program once `*gate`, a descriptor of ours, is closed. Returns the
   child's id. To be called before any other thread is started. */
int clinux_launch(const struct clinux_launch *launch, int *gate);

/* Forks a tracer instead: this process waits at the gate and becomes the program. The tracer, in which alone the call
   returns, is nobody's child, and in a process group (2) or a session (3) of its own when `place` says so. Returns the id
   of what was this process. */
int clinux_launch_above(const struct clinux_launch *launch, int place, int *gate);

/* Starts `/bin/sh -c command` with a pipe as its standard input: its id; `*input` is our end. */
int clinux_start_command(const char *command, int *input);

/* Sets the signals that end the tracer's wait: they are noted, and clinux_noted_signal gives the last one, 0 if none. */
int clinux_note_signal(int signal);
int clinux_noted_signal(void);

/* Ends our waits every so often (0: no more); clinux_take_tick says whether that has happened since it was last asked. */
void clinux_tick_every(long microseconds);
bool clinux_take_tick(void);

/* Opens /dev/null in place of each of the three standard descriptors that is closed, for us alone: what we open must not
   get their numbers. */
void clinux_occupy_standard_files(void);

/* Lets go of standard input and output, whose other ends may wait for us to close them. */
void clinux_release_standard_files(void);

/* Sets a signal to SIG_IGN or SIG_DFL. */
void clinux_ignore_signal(int signal);
void clinux_default_signal(int signal);

/* Ends this process by a signal, without a core file. Returns when the signal is not fatal. */
void clinux_die_of(int signal);

/* The processors that a task may run on, as a mask of `size` bytes: the bytes filled, or -errno. */
long clinux_read_affinity(int tid, void *mask, size_t size);
int clinux_write_affinity(int tid, const void *mask, size_t size);

/* The processors that a task is to have again; tid 0 for none. */
struct clinux_affinity {
  volatile int tid;
  unsigned size;
  unsigned char mask[1024];
};

/* Starts a process that makes `*promise`, memory shared with it, come true when `*lifeline`, a descriptor of ours, is
   closed or we are dead. Returns its id. */
int clinux_start_affinity_guard(struct clinux_affinity **promise, int *lifeline);

/* A local socket: the inode of its peer, 0 without one, and the name that it is bound to. */
struct clinux_local_socket {
  unsigned peer;
  unsigned name_length;
  unsigned char name[128];
};

/* Asks the kernel for the local socket with an inode. */
int clinux_find_local_socket(unsigned inode, struct clinux_local_socket *found);

/* getxattr of a file, links followed: the bytes copied, or -errno. */
long clinux_attribute(const char *path, const char *name, void *buffer, size_t size);
#endif
