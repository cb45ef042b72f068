/* The side counters of granules whose 16-bit generation has wrapped. */
#include "generations.h"

#include "locks.h"

/* A granule gets here once in 65,534 lives, so a linear search costs nothing that could be measured; 65,536 entries last for
 * four thousand million lives at least. */
static struct scry_index_wrap *find(uint64_t granule) {
  uint64_t count = LOAD_ACQUIRE(&header->tables[SCRY_TABLE_WRAPS].count);
  struct scry_index_wrap *entries = (struct scry_index_wrap *)header->tables[SCRY_TABLE_WRAPS].address;
  for (uint64_t i = 0; i < count; i++) {
    if (entries[i].granule == granule) return &entries[i];
  }
  return NULL;
}

static struct scry_index_wrap *find_or_add(uint64_t granule) {
  struct scry_index_wrap *entry = find(granule);
  if (entry != NULL) return entry;
  uint64_t count = header->tables[SCRY_TABLE_WRAPS].count;
  if (!table_reserve(SCRY_TABLE_WRAPS, count + 1)) return NULL;
  entry = table_entry(SCRY_TABLE_WRAPS, count);
  entry->granule = granule;
  entry->value = 0;
  table_publish(SCRY_TABLE_WRAPS, count + 1); /* CARRY_ADD */
  return entry;
}

/* 0 and the all-ones value are not generations: so 1 follows 0xfffe. Steps as in Tests/Model/records.pml and free_rounds.pml. */
void generation_carry(uint64_t *slot, uint64_t base, uint64_t record) {
  struct scry_index_wrap *entry = NULL;
  bool locked = lock_take(LOCK_WRAPS);
  if (locked) entry = find_or_add(base >> SCRY_GRANULE_SHIFT);
  if (entry == NULL) {
    index_flag(SCRY_FLAG_WRAPS_FULL);
    STORE_RELEASE(slot, record | SCRY_GENERATION_RETIRED << SCRY_RECORD_GENERATION_SHIFT); /* CARRY_RETIRE */
  } else {
    uint64_t value = entry->value & ~1ull; /* odd only in a child that was forked from the middle of this */
    STORE_RELEASE(&entry->value, value + 1); /* CARRY_ODD */
    STORE_RELEASE(&header->carries, header->carries + 1);
    STORE_RELEASE(&entry->carry, header->carries); /* CARRY_COUNT */
    STORE_RELEASE(slot, record | 1ull << SCRY_RECORD_GENERATION_SHIFT); /* CARRY_STORE */
    STORE_RELEASE(&entry->value, value + 2); /* CARRY_EVEN */
  }
  if (locked) lock_drop(LOCK_WRAPS);
}

bool generation_read(const uint64_t *slot, uint64_t base, uint64_t record, uint64_t *generation) {
  const struct scry_index_wrap *entry = find(base >> SCRY_GRANULE_SHIFT);
  uint64_t value = entry == NULL ? 0 : LOAD_ACQUIRE(&entry->value);
  if (LOAD_ACQUIRE(slot) != record || (value & 1)) return false;
  if (entry == NULL ? find(base >> SCRY_GRANULE_SHIFT) != NULL : LOAD_ACQUIRE(&entry->value) != value) return false;
  *generation = value / 2 * 65536 + record_generation(record);
  return true;
}
