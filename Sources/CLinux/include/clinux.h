/* clinux.h: Linux calls that Swift cannot import, each returning -errno instead of setting errno. */
#ifndef CLINUX_H
#define CLINUX_H
#include <stddef.h>
#include <stdint.h>

/* process_vm_readv of one range: the bytes read, possibly fewer than asked, or -errno. */
long clinux_process_vm_read(int pid, uint64_t address, void *buffer, size_t length);

/* process_vm_writev of one range: the bytes written, possibly fewer than asked, or -errno. */
long clinux_process_vm_write(int pid, uint64_t address, const void *buffer, size_t length);

/* A pipe whose two descriptors (ends[0] to read, ends[1] to write) are closed on exec: 0 or -errno. */
int clinux_pipe(int ends[2]);

/* An eventfd (eventfd(2)) that does not block: write 8 bytes to ring, read 8 bytes to silence it. Or -errno. */
int clinux_event_descriptor(void);

/*
 * A descriptor that is readable when one of the signals has come (signalfd(2)), which from now on are blocked in this
 * thread and those that it starts. Or -errno.
 */
int clinux_signal_descriptor(const int *signals, size_t count);

/* The next signal that has come to such a descriptor; 0 when there is none. */
int clinux_next_signal(int descriptor);

/* SIGTERM for us when the thread that started us ends (prctl(2), PR_SET_PDEATHSIG); at once when `parent` is not our parent any more. */
void clinux_end_with_parent(int parent);

/* getxattr of a file, links followed: the bytes of the attribute, or -errno. */
long clinux_attribute_size(const char *path, const char *name);

/* ptrace(2), for one thread and only from the thread that seized it; 0 or -errno. SEIZE without options: what is seized
   runs on, and is let go when the seizing thread ends. */
int clinux_ptrace_seize(int tid);
int clinux_ptrace_interrupt(int tid);

/* Lets a stopped thread run on, delivering a signal to it unless that is 0. */
int clinux_ptrace_detach(int tid, int signal);

/* A register set (NT_PRSTATUS and its kind, <elf.h>) of a stopped thread: the bytes that were filled, or -errno. */
long clinux_ptrace_read_registers(int tid, unsigned kind, void *buffer, size_t length);
int clinux_ptrace_write_registers(int tid, unsigned kind, const void *buffer, size_t length);

/* The siginfo_t (128 bytes) of the signal that a thread stopped at. */
int clinux_ptrace_signal_information(int tid, void *buffer);

/* waitpid of one thread: its id when `*status` was set, 0 when nothing has happened, or -errno. */
int clinux_wait_without_blocking(int tid, int *status);

/* `ENOENT` and `No such file or directory` whatever the locale is; NULL for a number that is no error. */
const char *clinux_error_name(int error);
const char *clinux_error_description(int error);

#endif
