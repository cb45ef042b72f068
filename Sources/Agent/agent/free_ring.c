/* Rings of the latest frees: one writer each, so that no entry is torn and no cache line is fought over. */
#include "free_ring.h"

#include "locks.h"
#include "syscalls.h"
#include "tables.h"

enum { SHARED = 0 };

THREAD_LOCAL struct scry_index_ring *own_ring;

static struct scry_index_ring *ring_at(uint64_t index) { return table_entry(SCRY_TABLE_RINGS, index); }

/* A new ring, or one whose thread has ended. Ring 0 is made first and is for everybody. */
static struct scry_index_ring *claim_ring(void) {
  struct scry_index_table *table = &header->tables[SCRY_TABLE_RINGS];
  if (table->count == 0 && table_reserve(SCRY_TABLE_RINGS, 1)) {
    ring_at(SHARED)->tid = -1;
    table_publish(SCRY_TABLE_RINGS, 1);
  }
  if (table->count == 0) return NULL;
  for (uint64_t i = 1; i < table->count; i++) {
    if (ring_at(i)->tid == 0) return ring_at(i);
  }
  uint64_t count = table->count;
  if (!table_reserve(SCRY_TABLE_RINGS, count + 1)) return ring_at(SHARED);
  table_publish(SCRY_TABLE_RINGS, count + 1);
  return ring_at(count);
}

static NOINLINE struct scry_index_ring *own_ring_first(void) {
  if (!lock_take(LOCK_RINGS)) return NULL;
  struct scry_index_ring *ring = claim_ring();
  if (ring != NULL && ring->tid == 0) ring->tid = sys_gettid();
  own_ring = ring;
  lock_drop(LOCK_RINGS);
  return ring;
}

static NOINLINE void push_shared(uint64_t base, uint64_t record, uint64_t free_address) {
  if (!lock_try(LOCK_SHARED_RING)) return index_drop_event();
  free_ring_write(ring_at(SHARED), base, record, free_address);
  lock_drop(LOCK_SHARED_RING);
}

void free_ring_push_slowly(uint64_t base, uint64_t record, uint64_t free_address) {
  struct scry_index_ring *ring = own_ring;
  if (ring == NULL && (ring = own_ring_first()) == NULL) return;
  if (ring->tid == -1) push_shared(base, record, free_address);
  else free_ring_write(ring, base, record, free_address);
}

void free_ring_thread_ends(void) {
  if (own_ring == NULL || own_ring->tid == -1) return;
  struct scry_index_ring *ring = own_ring;
  own_ring = ring_at(SHARED);
  STORE_RELEASE(&ring->tid, 0);
}

void free_rings_after_fork(void) {
  uint64_t count = header->tables[SCRY_TABLE_RINGS].count;
  for (uint64_t i = 1; i < count; i++) {
    if (ring_at(i) != own_ring && ring_at(i)->tid != 0) ring_at(i)->tid = 0;
  }
  if (own_ring != NULL && own_ring->tid > 0) own_ring->tid = sys_gettid();
}
