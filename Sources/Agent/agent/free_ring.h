/* The latest frees, with the place in the program that freed. */
#ifndef SCRY_FREE_RING_H
#define SCRY_FREE_RING_H

#include "agent.h"

/* Remembers a free; `record` is the block's record as it was stored. */
void free_ring_push(uint64_t base, uint64_t record, uint64_t free_address);

/* Gives this thread's ring back; later frees of this thread go to the shared ring. */
void free_ring_thread_ends(void);

/* In a forked child: the rings of threads that do not exist here are free. */
void free_rings_after_fork(void);

#endif
