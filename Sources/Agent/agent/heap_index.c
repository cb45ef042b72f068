/* Writing the heap index: blocks come, go and are resized. */
#include "heap_index.h"

#include "big_blocks.h"
#include "generations.h"
#include "locks.h"
#include "modules.h"

#define CHUNK_SIZE (1ull << SCRY_CHUNK_SHIFT)

static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* Blocks will soon come behind the first, and each page of records would fault twice: when its old generation is read and when the
 * record is written. */
static void populate_records(uint32_t slot, uint64_t base) {
  enum { POPULATED = 8 * 4096 }; /* for 128 KiB of heap, which is what a program starts with */
  uint64_t *records = slot_at(slot)->record;
  uint64_t start = (uint64_t)&records[base >> SCRY_GRANULE_SHIFT & (SCRY_RECORDS_PER_SLOT - 1)];
  memory_populate(start, least(start + POPULATED, (uint64_t)&records[SCRY_RECORDS_PER_SLOT]));
}

/* Gives the chunk of a block its slot. Other threads may be about to do the same. */
static NOINLINE uint32_t slot_create(uint64_t base) {
  uint64_t chunk = base >> SCRY_CHUNK_SHIFT;
  if (!lock_take(LOCK_SLOTS)) return 0;
  uint32_t slot = chunks[chunk].slot;
  if (slot == 0) {
    uint64_t count = header->tables[SCRY_TABLE_SLOTS].count;
    if (count == 0) count = 1;
    if (table_reserve(SCRY_TABLE_SLOTS, count + 1) && table_reserve(SCRY_TABLE_DIRECTORY, count + 1) &&
        chunk_make_writable(chunk)) {
      slot = (uint32_t)count;
      slot_at(slot)->chunk = chunk;
      populate_records(slot, base);
      *(uint64_t *)table_entry(SCRY_TABLE_DIRECTORY, slot) = chunk;
      table_publish(SCRY_TABLE_DIRECTORY, count + 1);
      table_publish(SCRY_TABLE_SLOTS, count + 1);
      STORE_RELEASE(&chunks[chunk].slot, slot);
    } else {
      index_stop(SCRY_STOP_INDEX_SPACE);
    }
  }
  lock_drop(LOCK_SLOTS);
  return slot;
}

static void set_chunk_cross(uint64_t chunk, uint32_t cross) {
  if (chunk >= SCRY_CHUNK_COUNT || !lock_take(LOCK_SLOTS)) return;
  if (chunk_make_writable(chunk)) STORE_RELAXED(&chunks[chunk].cross, cross);
  else index_stop(SCRY_STOP_INDEX_SPACE);
  lock_drop(LOCK_SLOTS);
}

/* The first boundary of 2^shift after base, as an address. */
static uint64_t next_boundary(uint64_t base, unsigned shift) { return ((base >> shift) + 1) << shift; }

/* Tells the boundaries that [base, end) crosses where base is. Only one block can cover a boundary, so a coarse boundary answers for all
 * that lies behind it: pages are written up to the end of base's 64 KiB, 64 KiB groups up to the end of its MiB, and so on. */
static NOINLINE void write_crossings(struct scry_index_slot *slot, uint64_t base, uint64_t end, uint32_t big) {
  uint64_t granule = base >> SCRY_GRANULE_SHIFT;
  for (uint64_t at = next_boundary(base, 12), stop = least(end, next_boundary(base, 16)); at < stop; at += 1 << 12) {
    slot->page[at >> 12 & 1023] = (uint16_t)((at >> SCRY_GRANULE_SHIFT) - granule);
  }
  for (uint64_t at = next_boundary(base, 16), stop = least(end, next_boundary(base, 20)); at < stop; at += 1 << 16) {
    slot->group_64k[at >> 16 & 63] = (uint16_t)((at >> SCRY_GRANULE_SHIFT) - granule);
  }
  for (uint64_t at = next_boundary(base, 20), stop = least(end, next_boundary(base, 22)); at < stop; at += 1 << 20) {
    slot->group_1m[at >> 20 & 3] = (uint32_t)((at >> SCRY_GRANULE_SHIFT) - granule);
  }
  for (uint64_t at = next_boundary(base, SCRY_CHUNK_SHIFT); at < end; at += CHUNK_SIZE) {
    uint32_t distance = (uint32_t)((at >> SCRY_GRANULE_SHIFT) - granule);
    set_chunk_cross(at >> SCRY_CHUNK_SHIFT, big ? big : SCRY_CROSS_DISTANCE | distance);
  }
}

/* Stores the record of a new block with the granule's next generation, after everything that a reader finds through it. */
ALWAYS_INLINE void store_new(uint64_t *slot, uint64_t base, uint64_t record) {
  uint64_t generation = record_generation(LOAD_RELAXED(slot)) + 1;
  if (UNLIKELY(generation >= SCRY_GENERATION_RETIRED)) generation_carry(slot, base, record);
  else STORE_RELEASE(slot, record | generation << SCRY_RECORD_GENERATION_SHIFT);
}

static NOINLINE void insert_big(struct scry_index_slot *slot, uint64_t *record, uint64_t base, uint64_t size,
                                uint32_t site) {
  uint32_t big = big_insert(base, size, site);
  if (big == 0 || base + size < base) return;
  write_crossings(slot, base, base + size, big);
  store_new(record, base, record_make(base, SCRY_SIZE_BIG, big)); /* BIG_STORE */
  big_set_generation(big, record_generation(*record));
}

static NOINLINE void insert_unaligned(void) {
  __atomic_fetch_add(&header->unaligned, 1, __ATOMIC_RELAXED);
  index_flag(SCRY_FLAG_UNALIGNED);
}

void index_insert_slowly(uint64_t base, uint64_t size, uint32_t site) {
  modules_take_tables(); /* programs that run no new code come here too */
  if ((base & 15) || base >> 47) return insert_unaligned();
  uint64_t chunk = base >> SCRY_CHUNK_SHIFT;
  uint32_t number = LOAD_ACQUIRE(&chunks[chunk].slot);
  if (number == 0 && (number = slot_create(base)) == 0) return;
  struct scry_index_slot *slot = slot_at(number);
  uint64_t *record = &slot->record[base >> SCRY_GRANULE_SHIFT & (SCRY_RECORDS_PER_SLOT - 1)];
  if (size >= SCRY_SIZE_BIG) return insert_big(slot, record, base, size, site);
  if (crosses_page(base, size)) write_crossings(slot, base, base + size, 0);
  store_new(record, base, record_make(base, size, site));
}

void index_remove_big(uint64_t record) { big_set_state(record_site_field(record), SCRY_STATE_FREED); }

struct reallocation index_realloc_begin(uint64_t base) {
  struct reallocation act = {record_at(base), 0, base, LOAD_RELAXED(&header->carries)}; /* REALLOC_CARRIES */
  if (act.record == NULL) return act;
  act.before = LOAD_RELAXED(act.record);
  if (record_state(act.before) != SCRY_STATE_LIVE || !record_has_base(act.before, base)) {
    act.record = NULL;
    return act;
  }
  STORE_RELEASE(act.record, record_with_state(act.before, SCRY_STATE_REALLOC)); /* REALLOC_BEGIN */
  return act;
}

void index_realloc_failed(const struct reallocation *act) {
  if (act->record != NULL) STORE_RELEASE(act->record, act->before);
}

static uint32_t big_index(uint64_t record) {
  return record_size_field(record) == SCRY_SIZE_BIG ? record_site_field(record) : 0;
}

void index_realloc_in_place(const struct reallocation *act, uint64_t size, uint32_t site) {
  if (act->record == NULL) return index_insert(act->base, size, site);
  uint32_t big = 0;
  if (size >= SCRY_SIZE_BIG && (big = big_insert(act->base, size, site)) == 0) {
    return index_realloc_failed(act);
  }
  if (crosses_page(act->base, size)) {
    uint32_t number = chunks[act->base >> SCRY_CHUNK_SHIFT].slot;
    write_crossings(slot_at(number), act->base, act->base + size, big);
  }
  if (big != 0) big_set_generation(big, record_generation(act->before));
  uint64_t record = big ? record_make(act->base, SCRY_SIZE_BIG, big) : record_make(act->base, size, site);
  uint64_t generation = record_generation(act->before);
  STORE_RELEASE(act->record, record | generation << SCRY_RECORD_GENERATION_SHIFT); /* REALLOC_STAYED */
  if (big_index(act->before)) big_release(big_index(act->before));
}

/* Another thread may have been given the old place since realloc freed it, and have recorded its own block there. That record has
 * another generation, so the exchange fails and leaves it alone: unless there have been 65,534 lives meanwhile, which
 * Tests/Model/records.pml shows to be needed. REALLOC_MOVED there. */
void index_realloc_moved(const struct reallocation *act, uint64_t free_address) {
  if (act->record == NULL) return;
  uint64_t expected = record_with_state(act->before, SCRY_STATE_REALLOC);
  uint64_t freed = record_with_state(act->before, SCRY_STATE_FREED);
  __atomic_compare_exchange_n(act->record, &expected, freed, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
  if (big_index(act->before)) big_set_state(big_index(act->before), SCRY_STATE_FREED);
  free_ring_push(act->base, freed, free_address, act->carries);
}
