/* The agent's locks: short spins that survive forks and signal handlers. */
#ifndef SCRY_LOCKS_H
#define SCRY_LOCKS_H

#include "agent.h"

enum lock_kind {
  LOCK_SLOTS,   /* slots, chunks, directory */
  LOCK_BIG,
  LOCK_WRAPS,
  LOCK_SITES,   /* nodes, sites, frames */
  LOCK_RINGS,   /* who owns which ring */
  LOCK_SHARED_RING,
  LOCK_MODULES,
  LOCK_THREADS,
  LOCK_REGIONS,
  LOCK_POOLS,
  LOCK_STRINGS, /* innermost: taken under any other */
  LOCK_COUNT
};

/* Puts the locks into a page of their own. */
void locks_start(void *page);

/* Takes a lock. Returns false, and the caller drops what it wanted to record, when this thread holds it already (a signal handler
 * that allocates interrupted us) or when its holder does not let go for very long (it was stopped, or left by siglongjmp). */
bool lock_take(enum lock_kind kind);

/* Takes a lock only if it is free. */
bool lock_try(enum lock_kind kind);

void lock_drop(enum lock_kind kind);

#endif
