/* The latest frees, with the place in the program that freed. */
#ifndef SCRY_FREE_RING_H
#define SCRY_FREE_RING_H

#include "agent.h"
#include "tables.h"

/* The thread's ring; NULL before its first free, and when it uses the shared one. */
extern THREAD_LOCAL struct scry_index_ring *own_ring HIDDEN;

/* For threads without a ring of their own: gets them one, or uses the shared ring. */
void free_ring_push_slowly(uint64_t base, uint64_t record, uint64_t free_address, uint32_t carries);

/* One instruction, so that a signal handler that frees takes another entry; no lock prefix, because no other thread writes here.
 * Handlers must not free a whole ring of blocks while they interrupt one free_ring_write. RING_TICKET in Tests/Model/free_ring.pml. */
ALWAYS_INLINE uint64_t free_ring_next(struct scry_index_ring *ring) {
  uint64_t number = 1;
  __asm__ volatile("xaddq %0, %1" : "+r"(number), "+m"(ring->count));
  return number;
}

/* Tests/Model/free_ring.pml proves that no reader takes a torn entry for a whole one. */
ALWAYS_INLINE void free_ring_write(struct scry_index_ring *ring, uint64_t base, uint64_t record,
                                   uint64_t free_address, uint32_t carries) {
  uint64_t low_carries = (uint64_t)carries << SCRY_FREE_CARRIES_SHIFT;
  uint64_t high_carries = (uint64_t)(carries >> 16) << SCRY_FREE_CARRIES_SHIFT;
  uint64_t number = free_ring_next(ring);
  uint32_t sequence = (uint32_t)(2 * (number + 1));
  struct scry_index_free *entry = &ring->entries[number % SCRY_FREES_PER_RING];
  STORE_RELAXED(&entry->sequence, sequence - 1); /* RING_CLAIM */
  atomic_thread_fence(memory_order_release);
  STORE_RELAXED(&entry->base, base | low_carries);
  STORE_RELAXED(&entry->record, record);
  STORE_RELAXED(&entry->free_address, free_address | high_carries);
  STORE_RELAXED(&entry->module_epoch, LOAD_RELAXED(&header->module_epoch));
  STORE_RELEASE(&entry->sequence, sequence); /* RING_WHOLE */
}

/* Remembers a free: the block's record as it was stored, and header->carries as it was before the allocator frees the block. */
ALWAYS_INLINE void free_ring_push(uint64_t base, uint64_t record, uint64_t free_address, uint32_t carries) {
  struct scry_index_ring *ring = own_ring;
  if (LIKELY(ring != NULL)) free_ring_write(ring, base, record, free_address, carries);
  else free_ring_push_slowly(base, record, free_address, carries);
}

/* Gives this thread's ring back; later frees of this thread go to the shared ring. */
void free_ring_thread_ends(void);

/* In a forked child: the rings of threads that do not exist here are free. */
void free_rings_after_fork(void);

#endif
