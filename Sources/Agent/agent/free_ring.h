/* The latest frees, with the place in the program that freed. */
#ifndef SCRY_FREE_RING_H
#define SCRY_FREE_RING_H

#include "agent.h"
#include "tables.h"

/* The thread's ring; NULL before its first free, and when it uses the shared one. */
extern THREAD_LOCAL struct scry_index_ring *own_ring HIDDEN;

/* For threads without a ring of their own: gets them one, or uses the shared ring. */
void free_ring_push_slowly(uint64_t base, uint64_t record, uint64_t free_address);

/* One instruction, so that a signal handler that frees takes another entry; no lock prefix, because no other thread writes here. */
ALWAYS_INLINE uint64_t free_ring_next(struct scry_index_ring *ring) {
  uint64_t number = 1;
  __asm__ volatile("xaddq %0, %1" : "+r"(number), "+m"(ring->count));
  return number;
}

ALWAYS_INLINE void free_ring_write(struct scry_index_ring *ring, uint64_t base, uint64_t record,
                                   uint64_t free_address) {
  uint64_t number = free_ring_next(ring);
  uint32_t sequence = (uint32_t)(2 * (number + 1));
  struct scry_index_free *entry = &ring->entries[number % SCRY_FREES_PER_RING];
  STORE_RELAXED(&entry->sequence, sequence - 1);
  atomic_thread_fence(memory_order_release);
  STORE_RELAXED(&entry->base, base);
  STORE_RELAXED(&entry->record, record);
  STORE_RELAXED(&entry->free_address, free_address);
  STORE_RELAXED(&entry->module_epoch, LOAD_RELAXED(&header->module_epoch));
  STORE_RELEASE(&entry->sequence, sequence);
}

/* Remembers a free; `record` is the block's record as it was stored. */
ALWAYS_INLINE void free_ring_push(uint64_t base, uint64_t record, uint64_t free_address) {
  struct scry_index_ring *ring = own_ring;
  if (LIKELY(ring != NULL)) free_ring_write(ring, base, record, free_address);
  else free_ring_push_slowly(base, record, free_address);
}

/* Gives this thread's ring back; later frees of this thread go to the shared ring. */
void free_ring_thread_ends(void);

/* In a forked child: the rings of threads that do not exist here are free. */
void free_rings_after_fork(void);

#endif
