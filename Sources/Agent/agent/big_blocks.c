/* The table of big blocks: entries under a sequence lock each, re-used in the order in which they were freed. */
#include "big_blocks.h"

#include "locks.h"

/* The free list, oldest first. Under LOCK_BIG. */
static uint32_t oldest_free, newest_free;

static struct scry_index_big *entry_at(uint32_t index) { return table_entry(SCRY_TABLE_BIG, index); }

/* A fork may copy an entry between the two increments; the child's next use makes the sequence even again. */
static void begin_change(struct scry_index_big *entry) {
  STORE_RELAXED(&entry->sequence, entry->sequence | 1); /* BIG_ODD in Tests/Model/big_blocks.pml */
  atomic_thread_fence(memory_order_release);
}

static void end_change(struct scry_index_big *entry) {
  STORE_RELEASE(&entry->sequence, entry->sequence + 1); /* BIG_EVEN */
}

/* A fresh entry while few are in use, so that freed blocks are remembered for a while; then the longest freed one. */
static uint32_t take_entry(void) {
  enum { FRESH_FIRST = 1024 };
  uint64_t count = header->tables[SCRY_TABLE_BIG].count;
  if (count == 0) count = 1;
  if ((count < FRESH_FIRST || oldest_free == 0) && table_reserve(SCRY_TABLE_BIG, count + 1)) {
    table_publish(SCRY_TABLE_BIG, count + 1);
    return (uint32_t)count;
  }
  uint32_t index = oldest_free;
  if (index == 0) return 0;
  oldest_free = entry_at(index)->next;
  if (oldest_free == 0) newest_free = 0;
  return index;
}

uint32_t big_insert(uint64_t base, uint64_t size, uint32_t site) {
  if (!lock_take(LOCK_BIG)) return 0;
  uint32_t index = take_entry();
  if (index != 0) {
    struct scry_index_big *entry = entry_at(index);
    begin_change(entry);
    entry->base = base;
    entry->size = size;
    entry->site = site;
    entry->state = SCRY_STATE_LIVE;
    entry->generation = 0;
    entry->next = 0;
    end_change(entry);
  } else {
    index_flag(SCRY_FLAG_BIG_FULL);
  }
  lock_drop(LOCK_BIG);
  return index;
}

void big_set_generation(uint32_t index, uint64_t generation) {
  struct scry_index_big *entry = entry_at(index);
  begin_change(entry);
  entry->generation = (uint32_t)generation;
  end_change(entry);
}

static bool exists(uint32_t index) {
  return index != 0 && index < LOAD_ACQUIRE(&header->tables[SCRY_TABLE_BIG].count);
}

void big_set_state(uint32_t index, enum scry_record_state state) {
  if (!exists(index) || !lock_take(LOCK_BIG)) return;
  struct scry_index_big *entry = entry_at(index);
  begin_change(entry);
  entry->state = state;
  if (state == SCRY_STATE_FREED) {
    entry->next = 0;
    if (newest_free != 0) entry_at(newest_free)->next = index;
    else oldest_free = index;
    newest_free = index;
  }
  end_change(entry);
  lock_drop(LOCK_BIG);
}

void big_release(uint32_t index) { big_set_state(index, SCRY_STATE_FREED); }

bool big_read(uint32_t index, struct scry_index_big *copy) {
  if (!exists(index)) return false;
  const struct scry_index_big *entry = entry_at(index);
  for (int attempt = 0; attempt < 1000; attempt++) {
    uint32_t before = LOAD_ACQUIRE(&entry->sequence); /* READ_SEQUENCE */
    *copy = *(const volatile struct scry_index_big *)entry; /* READ_ENTRY */
    atomic_thread_fence(memory_order_acquire); /* READ_SEQUENCE_AGAIN */
    if ((before & 1) == 0 && LOAD_RELAXED(&entry->sequence) == before) return true;
  }
  return false;
}
