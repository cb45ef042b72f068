/* Allocation with recording, for every function that allocates. */
#ifndef SCRY_ALLOCATE_H
#define SCRY_ALLOCATE_H

#include "heap_index.h"
#include "real.h"
#include "sites.h"

/* The size to ask the allocator for. */
ALWAYS_INLINE size_t size_to_ask(size_t size) { return UNLIKELY(size < real.least_size) ? real.least_size : size; }

/* Records what an allocator returned. */
ALWAYS_INLINE void *record_block(void *block, size_t size, struct caller caller) {
  if (LIKELY(block != NULL && recording)) index_insert((uint64_t)block, size, site_of(caller));
  return block;
}

/* Records that a block is about to be freed. */
ALWAYS_INLINE void record_free(void *block, uint64_t free_address) {
  if (LIKELY(chunks != NULL)) index_remove((uint64_t)block, free_address);
}

#endif
