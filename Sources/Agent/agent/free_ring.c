/* Rings of the latest frees: one writer each, so that no entry is torn and no cache line is fought over. */
#include "free_ring.h"

#include "locks.h"
#include "syscalls.h"
#include "tables.h"

enum { SHARED = 0 };

THREAD_LOCAL struct scry_index_ring *own_ring;
static THREAD_LOCAL bool uses_shared; /* there was no ring for this thread, or it has given its ring back */

static struct scry_index_ring *ring_at(uint64_t index) { return table_entry(SCRY_TABLE_RINGS, index); }

/* Ring 0, for everybody, is there before any other. */
static bool have_shared(struct scry_index_table *table) {
  if (table->count == 0 && table_reserve(SCRY_TABLE_RINGS, 1)) {
    ring_at(SHARED)->tid = -1;
    table_publish(SCRY_TABLE_RINGS, 1);
  }
  return table->count > 0;
}

/* A ring whose thread has ended, or a new one; NULL when there are no more. */
static struct scry_index_ring *claim_ring(const struct scry_index_table *table) {
  for (uint64_t i = 1; i < table->count; i++) {
    if (ring_at(i)->tid == 0) return ring_at(i);
  }
  uint64_t count = table->count;
  if (!table_reserve(SCRY_TABLE_RINGS, count + 1)) return NULL;
  table_publish(SCRY_TABLE_RINGS, count + 1);
  return ring_at(count);
}

/* Finds out which ring this thread writes to. False when that cannot be had now. */
static NOINLINE bool choose_ring(void) {
  if (!lock_take(LOCK_RINGS)) return false;
  struct scry_index_table *table = &header->tables[SCRY_TABLE_RINGS];
  bool possible = have_shared(table);
  struct scry_index_ring *ring = possible ? claim_ring(table) : NULL;
  if (ring != NULL) ring->tid = sys_gettid();
  own_ring = ring;
  uses_shared = possible && ring == NULL;
  lock_drop(LOCK_RINGS);
  return possible;
}

static NOINLINE void push_shared(uint64_t base, uint64_t record, uint64_t free_address, uint32_t carries) {
  if (!lock_try(LOCK_SHARED_RING)) return index_drop_event();
  free_ring_write(ring_at(SHARED), base, record, free_address, carries);
  lock_drop(LOCK_SHARED_RING);
}

void free_ring_push_slowly(uint64_t base, uint64_t record, uint64_t free_address, uint32_t carries) {
  if (!uses_shared && !choose_ring()) return;
  if (own_ring != NULL) free_ring_write(own_ring, base, record, free_address, carries);
  else push_shared(base, record, free_address, carries);
}

void free_ring_thread_ends(void) {
  struct scry_index_ring *ring = own_ring;
  uses_shared = true;
  own_ring = NULL;
  if (ring != NULL) STORE_RELEASE(&ring->tid, 0);
}

void free_rings_after_fork(void) {
  uint64_t count = header->tables[SCRY_TABLE_RINGS].count;
  for (uint64_t i = 1; i < count; i++) {
    if (ring_at(i) != own_ring && ring_at(i)->tid != 0) ring_at(i)->tid = 0;
  }
  if (own_ring != NULL) own_ring->tid = sys_gettid();
}
