/* Spin locks in a page that the kernel clears in a forked child. */
#include "locks.h"

#include <sys/mman.h>

#include "syscalls.h"
#include "tables.h"

enum { SPINS_BEFORE_YIELD = 200, YIELDS_BEFORE_GIVING_UP = 20000 };

static uint64_t *locks;

/* A fork copies the locks that other threads hold at that instant, and those threads are not there to release them. atfork
 * handlers would be too late (another library's handler may allocate before ours runs) and are not called at all by a raw clone, so
 * the page is wiped by the kernel: a child starts with all locks free. vfork and CLONE_VM share the page and the locks, rightly.
 * What the locks protect is written so that a copy taken in the middle of a change is an old or a new state. */
void locks_start(void *page) {
  locks = page;
  sys_madvise((uint64_t)page, 4096, MADV_WIPEONFORK); /* since Linux 4.14 */
}

bool lock_try(enum lock_kind kind) {
  uint64_t expected = 0;
  return __atomic_compare_exchange_n(&locks[kind], &expected, thread_pointer(), false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

static NOINLINE bool lock_wait(enum lock_kind kind) {
  uint64_t self = thread_pointer();
  for (int yields = 0; yields < YIELDS_BEFORE_GIVING_UP; yields++) {
    for (int spin = 0; spin < SPINS_BEFORE_YIELD; spin++) {
      uint64_t owner = LOAD_RELAXED(&locks[kind]);
      if (owner == self) return index_drop_event(), false;
      if (owner == 0 && lock_try(kind)) return true;
      __builtin_ia32_pause();
    }
    sys_yield();
  }
  index_drop_event();
  return false;
}

bool lock_take(enum lock_kind kind) { return LIKELY(lock_try(kind)) || lock_wait(kind); }

void lock_drop(enum lock_kind kind) { STORE_RELEASE(&locks[kind], 0); }
