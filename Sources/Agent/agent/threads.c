/* Threads: pthread_create and thrd_create with the bounds of the new stack, the main thread's stack, and alternate signal stacks. */
#define _GNU_SOURCE
#include "threads.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <threads.h>

#include "free_ring.h"
#include "locks.h"
#include "modules.h"
#include "real.h"
#include "stack_bounds.h"
#include "syscalls.h"
#include "tables.h"

THREAD_LOCAL struct stack_bounds own_stack;
static THREAD_LOCAL struct scry_index_thread *own_thread;

static struct scry_index_thread *thread_at(uint64_t index) { return table_entry(SCRY_TABLE_THREADS, index); }

/* An entry that nobody uses, else a new one, else one of a thread that has ended. */
static struct scry_index_thread *claim_entry(void) {
  struct scry_index_thread *entry = NULL;
  if (header->reservation == 0 || !lock_take(LOCK_THREADS)) return NULL;
  uint64_t count = header->tables[SCRY_TABLE_THREADS].count;
  for (uint64_t i = 1; i < count && entry == NULL; i++) {
    uint32_t state = LOAD_ACQUIRE(&thread_at(i)->state); /* an ending thread stores it without the lock */
    if (state == SCRY_THREAD_FREE || (state == SCRY_THREAD_ENDED && count >= 64)) entry = thread_at(i);
  }
  if (entry == NULL && table_reserve(SCRY_TABLE_THREADS, count + 1)) {
    entry = thread_at(count);
    table_publish(SCRY_TABLE_THREADS, count + 1);
  }
  if (entry != NULL) *entry = (struct scry_index_thread){.state = SCRY_THREAD_STARTING};
  else index_flag(SCRY_FLAG_THREADS_FULL);
  lock_drop(LOCK_THREADS);
  return entry;
}

static void thread_ends(void *argument) {
  struct scry_index_thread *entry = argument;
  free_ring_thread_ends();
  own_thread = NULL; /* destructors of thread-local data run on, and the entry may soon be another thread's */
  STORE_RELEASE(&entry->state, SCRY_THREAD_ENDED);
}

/* Finds the stack of the new thread without pthread_getattr_np, which allocates: a thread that never would allocate would get an arena of
 * 64 MiB by it. glibc puts the control block at the very top of a stack that it makes (allocatestack.c), and the creator left the
 * size in the entry. A stack that the program supplied came with both bounds. */
static void note_stack(struct scry_index_thread *entry) {
  if (entry->stack_high == 0) {
    entry->stack_high = (thread_pointer() + 4095) & -4096ull;
    entry->stack_low = entry->stack_high - entry->stack_low;
  }
  own_stack = (struct stack_bounds){entry->stack_low, entry->stack_high};
}

/* Completes the entry of the thread that runs now, and returns the argument that its creator has put there. */
static void *thread_begins(struct scry_index_thread *entry) {
  void *argument = (void *)entry->alternate_low;
  entry->alternate_low = 0;
  note_stack(entry);
  own_thread = entry;
  entry->tid = sys_gettid();
  entry->pthread_self = thread_pointer();
  STORE_RELEASE(&entry->state, SCRY_THREAD_RUNNING);
  return argument;
}

static void *run_thread(void *argument) {
  struct scry_index_thread *entry = argument;
  void *result, *start_argument = thread_begins(entry);
  pthread_cleanup_push(thread_ends, entry); /* runs for pthread_exit and cancellation, too */
  result = ((void *(*)(void *))entry->start_routine)(start_argument);
  pthread_cleanup_pop(1);
  return result;
}

/* The same for C11's threads, whose result is an int. */
static int run_c11_thread(void *argument) {
  struct scry_index_thread *entry = argument;
  void *start_argument = thread_begins(entry);
  int result;
  pthread_cleanup_push(thread_ends, entry);
  result = ((thrd_start_t)entry->start_routine)(start_argument);
  pthread_cleanup_pop(1);
  return result;
}

/* The stack that the thread will get: both bounds, or in stack_low the size alone. */
static void expect_stack(struct scry_index_thread *entry, const pthread_attr_t *attributes) {
  pthread_attr_t defaults;
  void *address = NULL;
  size_t size = 0;
  if (attributes == NULL) {
    if (pthread_getattr_default_np(&defaults) == 0) {
      pthread_attr_getstacksize(&defaults, &size);
      pthread_attr_destroy(&defaults);
    }
  } else if (pthread_attr_getstack(attributes, &address, &size) == 0 && address != NULL &&
             (uint64_t)address + size > size) {
    entry->stack_low = (uint64_t)address;
    entry->stack_high = (uint64_t)address + size;
    return;
  }
  entry->stack_low = (size + 4095) & -4096ull;
}

/* An entry with what the new thread needs, kept where there is room for it until the thread runs; NULL when there is none. */
static struct scry_index_thread *expect_thread(uint64_t start, void *argument, const pthread_attr_t *attributes,
                                               uint64_t created_by) {
  real_ready();
  modules_catch_up();
  struct scry_index_thread *entry = claim_entry();
  if (entry == NULL) return NULL;
  entry->start_routine = start;
  entry->alternate_low = (uint64_t)argument;
  entry->created_by = created_by;
  expect_stack(entry, attributes);
  return entry;
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                          void *argument) {
  uint64_t caller = (uint64_t)__builtin_return_address(0);
  struct scry_index_thread *entry = expect_thread((uint64_t)start, argument, attributes, caller);
  if (entry == NULL) return real.pthread_create(thread, attributes, start, argument);
  int error = real.pthread_create(thread, attributes, run_thread, entry);
  if (error != 0) STORE_RELEASE(&entry->state, SCRY_THREAD_FREE);
  return error;
}

/* libc's own does not pass by pthread_create. */
EXPORT int thrd_create(thrd_t *thread, thrd_start_t start, void *argument) {
  uint64_t caller = (uint64_t)__builtin_return_address(0);
  real_ready();
  if (real.thrd_create == NULL) return thrd_error;
  struct scry_index_thread *entry = expect_thread((uint64_t)start, argument, NULL, caller);
  if (entry == NULL) return real.thrd_create(thread, start, argument);
  int error = real.thrd_create(thread, run_c11_thread, entry);
  if (error != thrd_success) STORE_RELEASE(&entry->state, SCRY_THREAD_FREE);
  return error;
}

EXPORT int sigaltstack(const stack_t *fresh, stack_t *old) {
  real_ready();
  int result = real.sigaltstack(fresh, old);
  if (result != 0) return result;
  if (fresh != NULL && own_thread != NULL) {
    bool enabled = !(fresh->ss_flags & SS_DISABLE);
    own_thread->alternate_low = enabled ? (uint64_t)fresh->ss_sp : 0;
    own_thread->alternate_size = enabled ? fresh->ss_size : 0;
  }
  return 0;
}

/* The kernel puts the program's path last on the first stack (fs/exec.c, fs/binfmt_elf.c), 8 bytes below its end. Down to the size limit
 * nothing else is mapped there; an unlimited stack has at least the kernel's gap of 128 MiB. */
static struct stack_bounds main_stack(void) {
  enum { GAP = 128 << 20 };
  const char *path = (const char *)getauxval(AT_EXECFN);
  if (path == NULL) return (struct stack_bounds){0, 0};
  uint64_t high = ((uint64_t)path + strlen(path) + 1 + 4095) & -4096ull;
  uint64_t limit[2] = {GAP, GAP};
  sys_call6(SYS_prlimit64, 0, RLIMIT_STACK, 0, (long)limit, 0, 0);
  uint64_t size = limit[0] < GAP ? limit[0] : GAP;
  return (struct stack_bounds){high - size, high};
}

void threads_start(void) {
  own_stack = main_stack();
  if (!table_reserve(SCRY_TABLE_THREADS, 1)) return;
  struct scry_index_thread *entry = thread_at(0);
  entry->tid = sys_gettid();
  entry->stack_low = own_stack.low;
  entry->stack_high = own_stack.high;
  entry->pthread_self = thread_pointer();
  entry->state = SCRY_THREAD_RUNNING;
  own_thread = entry;
  table_publish(SCRY_TABLE_THREADS, 1);
}

void threads_after_fork(void) {
  uint64_t count = header->tables[SCRY_TABLE_THREADS].count;
  for (uint64_t i = 0; i < count; i++) {
    if (thread_at(i) != own_thread && thread_at(i)->state != SCRY_THREAD_ENDED) {
      thread_at(i)->state = SCRY_THREAD_ENDED;
    }
  }
  if (own_thread != NULL) own_thread->tid = sys_gettid();
}

long thread_of(uint64_t address) {
  uint64_t count = LOAD_ACQUIRE(&header->tables[SCRY_TABLE_THREADS].count);
  for (uint64_t i = 0; i < count; i++) {
    const struct scry_index_thread *thread = thread_at(i);
    if (LOAD_ACQUIRE(&thread->state) != SCRY_THREAD_RUNNING) continue;
    if (address - thread->stack_low < thread->stack_high - thread->stack_low) return (long)i;
    if (address - thread->alternate_low < thread->alternate_size) return (long)i;
  }
  return -1;
}
