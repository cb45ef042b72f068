/* Reading the heap index from inside the process: the protocol of scry_index.h in its in-process form. */
#include "big_blocks.h"
#include "generations.h"

/* Reads the block that begins in a record's granule; false when it is not live or does not cover `address`. */
static bool covers(const uint64_t *slot, uint64_t granule, uint64_t address, struct block *block, bool *changing) {
  uint64_t record = LOAD_ACQUIRE(slot); /* READ_RECORD in Tests/Model/big_blocks.pml; READ_RECORD_AGAIN is in generation_read */
  uint32_t state = record_state(record);
  if (state != SCRY_STATE_LIVE && state != SCRY_STATE_REALLOC) return false;
  uint64_t base = granule << SCRY_GRANULE_SHIFT | (record & SCRY_RECORD_ODD_BIT) << 2;
  uint64_t size = record_size_field(record);
  uint32_t site = record_site_field(record);
  if (base > address) return false;
  if (size == SCRY_SIZE_BIG) {
    struct scry_index_big big;
    if (!big_read(site, &big) || big.base != base) {
      *changing = true;
      return false;
    }
    size = big.size;
    site = big.site;
  }
  if (address - base >= size && address != base) return false;
  *block = (struct block){.base = base, .size = size, .site = site, .state = state};
  if (!generation_read(slot, base, record, &block->generation)) {
    *changing = true;
    return false;
  }
  return true;
}

/* Tries the block that begins `distance` granules before `boundary`. */
static bool try_back(uint64_t boundary, uint64_t distance, uint64_t address, struct block *block, bool *changing) {
  uint64_t granule = (boundary >> SCRY_GRANULE_SHIFT) - distance;
  const uint64_t *slot = distance ? record_at(granule << SCRY_GRANULE_SHIFT) : NULL;
  return slot != NULL && covers(slot, granule, address, block, changing);
}

static bool find_in_page(uint64_t address, struct block *block, bool *changing) {
  uint64_t first = (address & ~4095ull) >> SCRY_GRANULE_SHIFT;
  for (uint64_t granule = address >> SCRY_GRANULE_SHIFT; granule >= first; granule--) {
    if (covers(record_at(granule << SCRY_GRANULE_SHIFT), granule, address, block, changing)) return true;
  }
  return false;
}

static bool find_across_chunks(uint64_t address, struct block *block, bool *changing) {
  uint64_t chunk = address >> SCRY_CHUNK_SHIFT;
  uint32_t cross = LOAD_RELAXED(&chunks[chunk].cross);
  struct scry_index_big big;
  if (cross & SCRY_CROSS_DISTANCE) {
    return try_back(chunk << SCRY_CHUNK_SHIFT, cross & ~SCRY_CROSS_DISTANCE, address, block, changing);
  }
  if (cross == 0 || !big_read(cross, &big)) return false;
  const uint64_t *slot = record_at(big.base);
  return slot != NULL && covers(slot, big.base >> SCRY_GRANULE_SHIFT, address, block, changing);
}

static bool find_once(uint64_t address, struct block *block, bool *changing) {
  uint32_t number = LOAD_ACQUIRE(&chunks[address >> SCRY_CHUNK_SHIFT].slot);
  if (number != 0) {
    const struct scry_index_slot *slot = slot_at(number);
    if (find_in_page(address, block, changing)) return true;
    uint16_t page = LOAD_RELAXED(&slot->page[address >> 12 & 1023]);
    if (try_back(address & -4096ull, page, address, block, changing)) return true;
    uint16_t group = LOAD_RELAXED(&slot->group_64k[address >> 16 & 63]);
    if (try_back(address & -65536ull, group, address, block, changing)) return true;
    uint32_t mebibyte = LOAD_RELAXED(&slot->group_1m[address >> 20 & 3]);
    if (try_back(address & -1048576ull, mebibyte, address, block, changing)) return true;
  }
  return find_across_chunks(address, block, changing);
}

bool index_find(uint64_t address, struct block *block) {
  enum { ATTEMPTS = 64 };
  if (chunks == NULL || address >> 47 || address < 4096) return false; /* the search goes back to the start of a page */
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    bool changing = false;
    if (find_once(address, block, &changing)) return true;
    if (!changing) return false;
  }
  return false;
}
