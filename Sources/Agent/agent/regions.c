/* A sorted array of regions under a sequence lock: programs have hundreds, and a reader can take it in one piece. */
#include "regions.h"

#include <string.h>

#include "locks.h"
#include "tables.h"

static uint64_t last_generation;

static struct scry_index_region *regions(void) {
  return (struct scry_index_region *)header->tables[SCRY_TABLE_REGIONS].address;
}

static uint64_t region_count(void) { return header->tables[SCRY_TABLE_REGIONS].count; }

/* The index of the first region that ends after `address`. */
static uint64_t first_after(uint64_t address) {
  uint64_t low = 0, high = region_count();
  while (low < high) {
    uint64_t middle = (low + high) / 2;
    if (regions()[middle].base + regions()[middle].size <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

static bool begin_change(void) {
  if (header->reservation == 0 || !lock_take(LOCK_REGIONS)) return false;
  STORE_RELAXED(&header->regions_sequence, header->regions_sequence | 1);
  atomic_thread_fence(memory_order_release);
  return true;
}

static void end_change(void) {
  STORE_RELEASE(&header->regions_sequence, header->regions_sequence + 1);
  lock_drop(LOCK_REGIONS);
}

static bool open_gap(uint64_t index) {
  uint64_t count = region_count();
  if (!table_reserve(SCRY_TABLE_REGIONS, count + 1)) {
    index_flag(SCRY_FLAG_REGIONS_FULL);
    return false;
  }
  memmove(&regions()[index + 1], &regions()[index], (count - index) * sizeof *regions());
  table_publish(SCRY_TABLE_REGIONS, count + 1);
  return true;
}

static void close_gap(uint64_t index, uint64_t width) {
  uint64_t count = region_count();
  memmove(&regions()[index], &regions()[index + width], (count - index - width) * sizeof *regions());
  table_publish(SCRY_TABLE_REGIONS, count - width);
}

/* Cuts [base, end) out of the array. */
static void cut(uint64_t base, uint64_t end) {
  uint64_t index = first_after(base);
  if (index < region_count() && regions()[index].base < base) {
    struct scry_index_region rest = regions()[index];
    regions()[index].size = base - rest.base;
    uint64_t rest_end = rest.base + rest.size;
    if (rest_end > end && open_gap(index + 1)) {
      rest.base = end;
      rest.size = rest_end - end;
      regions()[index + 1] = rest;
    }
    index++;
  }
  uint64_t stop = index;
  while (stop < region_count() && regions()[stop].base + regions()[stop].size <= end) stop++;
  if (stop > index) close_gap(index, stop - index);
  if (index < region_count() && regions()[index].base < end) {
    regions()[index].size -= end - regions()[index].base;
    regions()[index].base = end;
  }
}

/* The kernel maps and unmaps whole pages. */
static uint64_t page_end(uint64_t base, uint64_t size) { return (base + size + 4095) & -4096ull; }

/* Puts a region in place of whatever lay there. */
static void place(const struct scry_index_region *region) {
  cut(region->base, page_end(region->base, region->size));
  uint64_t index = first_after(region->base);
  if (open_gap(index)) regions()[index] = *region;
}

void region_insert(uint64_t base, uint64_t size, enum scry_region_kind kind, uint32_t site, int protection, int flags) {
  if (!begin_change()) return;
  place(&(struct scry_index_region){.base = base, .size = size, .kind = kind, .site = site,
                                    .generation = ++last_generation, .protection = protection, .mapping_flags = flags});
  end_change();
}

void region_restore(const struct scry_index_region *region) {
  if (!begin_change()) return;
  place(region);
  end_change();
}

void region_remove(uint64_t base, uint64_t size) {
  uint64_t end = page_end(base, size);
  if (end <= base || !begin_change()) return;
  cut(base, end);
  end_change();
}

bool region_find(uint64_t address, struct scry_index_region *region) {
  for (int attempt = 0; attempt < 1000 && header->reservation != 0; attempt++) {
    uint32_t before = LOAD_ACQUIRE(&header->regions_sequence);
    if (before & 1) continue;
    uint64_t index = first_after(address);
    bool found = index < region_count() && regions()[index].base <= address;
    if (found) *region = regions()[index];
    atomic_thread_fence(memory_order_acquire);
    if (LOAD_RELAXED(&header->regions_sequence) == before) return found;
  }
  return false;
}
