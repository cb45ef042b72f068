/* The heap index: one word per block in a table beside the heap (the layout and the reader's protocol: scry_index.h).
 * Steps in capitals are those of the models in Tests/Model, which prove what a reader may conclude. */
#ifndef SCRY_HEAP_INDEX_H
#define SCRY_HEAP_INDEX_H

#include "agent.h"
#include "free_ring.h"
#include "tables.h"

ALWAYS_INLINE struct scry_index_slot *slot_at(uint32_t slot) {
  return (struct scry_index_slot *)(slots + (uint64_t)slot * sizeof(struct scry_index_slot));
}

/* The record of the granule that `address` lies in; NULL when no block ever began in its chunk. */
ALWAYS_INLINE uint64_t *record_at(uint64_t address) {
  if (UNLIKELY(address >> 47)) return NULL;
  uint32_t slot = LOAD_ACQUIRE(&chunks[address >> SCRY_CHUNK_SHIFT].slot);
  if (UNLIKELY(slot == 0)) return NULL;
  return &slot_at(slot)->record[address >> SCRY_GRANULE_SHIFT & (SCRY_RECORDS_PER_SLOT - 1)];
}

ALWAYS_INLINE uint32_t record_state(uint64_t record) { return record & SCRY_RECORD_STATE_MASK; }

ALWAYS_INLINE uint64_t record_generation(uint64_t record) {
  return record >> SCRY_RECORD_GENERATION_SHIFT & SCRY_RECORD_GENERATION_MASK;
}

ALWAYS_INLINE uint64_t record_size_field(uint64_t record) {
  return record >> SCRY_RECORD_SIZE_SHIFT & SCRY_RECORD_SIZE_MASK;
}

ALWAYS_INLINE uint32_t record_site_field(uint64_t record) { return (uint32_t)(record >> SCRY_RECORD_SITE_SHIFT); }

ALWAYS_INLINE uint64_t record_with_state(uint64_t record, enum scry_record_state state) {
  return (record & ~SCRY_RECORD_STATE_MASK) | state;
}

ALWAYS_INLINE bool record_has_base(uint64_t record, uint64_t base) {
  return (base & 31) == (record & SCRY_RECORD_ODD_BIT) << 2;
}

/* A live record without its generation. */
ALWAYS_INLINE uint64_t record_make(uint64_t base, uint64_t size_field, uint32_t site_field) {
  return SCRY_STATE_LIVE | (base & 16) >> 2 | size_field << SCRY_RECORD_SIZE_SHIFT |
         (uint64_t)site_field << SCRY_RECORD_SITE_SHIFT;
}

/* The parts of index_insert and index_remove that are rarely needed. */
void index_insert_slowly(uint64_t base, uint64_t size, uint32_t site);
void index_remove_big(uint64_t record);

/* Blocks that reach into another page, or end where the next begins, have crossings to write. */
ALWAYS_INLINE bool crosses_page(uint64_t base, uint64_t size) { return (base & 4095) + size > 4096; }

/* Records a new block. Called after the allocator returned it and before the program gets it. */
ALWAYS_INLINE void index_insert(uint64_t base, uint64_t size, uint32_t site) {
  uint64_t *slot = record_at(base);
  if (UNLIKELY(slot == NULL || (base & 15) || size >= SCRY_SIZE_BIG || crosses_page(base, size))) {
    return index_insert_slowly(base, size, site);
  }
  uint64_t generation = record_generation(LOAD_RELAXED(slot)) + 1; /* INSERT_LOAD */
  if (UNLIKELY(generation >= SCRY_GENERATION_RETIRED)) return index_insert_slowly(base, size, site);
  STORE_RELEASE(slot, record_make(base, size, site) | generation << SCRY_RECORD_GENERATION_SHIFT); /* INSERT_STORE */
}

/* Records that a block is about to be freed; `free_address` is the return address of the program's call. Blocks that were never
 * recorded are ignored. */
ALWAYS_INLINE void index_remove(uint64_t base, uint64_t free_address) {
  uint64_t *slot = record_at(base);
  if (UNLIKELY(slot == NULL)) return;
  uint64_t record = LOAD_RELAXED(slot);
  if (UNLIKELY(record_state(record) != SCRY_STATE_LIVE || !record_has_base(record, base))) return;
  record = record_with_state(record, SCRY_STATE_FREED);
  STORE_RELEASE(slot, record); /* REMOVE_STORE: before REAL_FREE, which the caller does */
  if (UNLIKELY(record_size_field(record) == SCRY_SIZE_BIG)) index_remove_big(record);
  free_ring_push(base, record, free_address, LOAD_RELAXED(&header->carries)); /* RING_CARRIES */
}

/* realloc in three acts: begin before the call; then one of the ends. */
struct reallocation {
  uint64_t *record; /* NULL: the block is not known */
  uint64_t before;  /* the record as it was */
  uint64_t base;
  uint32_t carries; /* header->carries then */
};
struct reallocation index_realloc_begin(uint64_t base);
/* It failed: the block is as it was. */
void index_realloc_failed(const struct reallocation *act);
/* The block has its old place and a new size. */
void index_realloc_in_place(const struct reallocation *act, uint64_t size, uint32_t site);
/* The old block was freed inside realloc; the new one, if any, is recorded with index_insert. */
void index_realloc_moved(const struct reallocation *act, uint64_t free_address);

/* A block as a query sees it. */
struct block {
  uint64_t base, size, generation;
  uint32_t site;
  uint32_t state;
};

/* The live block that covers `address`; false when there is none, or when it changes all the time. */
bool index_find(uint64_t address, struct block *block);

#endif
