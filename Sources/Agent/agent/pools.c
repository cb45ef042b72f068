/* Registration of pools (scry_alloc.h). */
#include "pools.h"

#include <string.h>

#include "locks.h"
#include "pool_tree.h"
#include "sites.h"
#include "tables.h"

#define SCRY_ALLOC_AGENT
#define SCRY_ALLOC_API EXPORT
#include "scry_alloc.h"

static uint64_t last_generation;

static struct scry_index_pool *pool_at(uint64_t index) { return table_entry(SCRY_TABLE_POOLS, index); }

static uint64_t pool_count(void) { return header->tables[SCRY_TABLE_POOLS].count; }

static bool begin_change(void) {
  if (header->reservation == 0 || !lock_take(LOCK_POOLS)) return false;
  STORE_RELAXED(&header->pools_sequence, header->pools_sequence | 1);
  atomic_thread_fence(memory_order_release);
  return true;
}

static void end_change(void) {
  STORE_RELEASE(&header->pools_sequence, header->pools_sequence + 1);
  lock_drop(LOCK_POOLS);
}

/* A handle is the pool's index and, above it, its generation: it fits no later pool in the same entry. */
static uint64_t handle_of(uint64_t index) { return index | pool_at(index)->generation << 16; }

static struct scry_index_pool *pool_of_handle(uint64_t handle) {
  uint64_t index = handle & 0xffff;
  if (index == 0 || index >= pool_count()) return NULL;
  struct scry_index_pool *pool = pool_at(index);
  return pool->state == SCRY_POOL_LIVE && handle_of(index) == handle ? pool : NULL;
}

static uint64_t claim_pool(void) {
  uint64_t count = pool_count() == 0 ? 1 : pool_count();
  for (uint64_t i = 1; i < count; i++) {
    if (pool_at(i)->state != SCRY_POOL_LIVE && count >= 256) return i;
  }
  if (!table_reserve(SCRY_TABLE_POOLS, count + 1)) return 0;
  table_publish(SCRY_TABLE_POOLS, count + 1);
  return count;
}

EXPORT uint64_t alloc_pool_create(const char *name, const void *base, size_t size) {
  uint64_t handle = 0;
  uint32_t site = site_of(CALLER());
  if (base == NULL || size == 0 || (uint64_t)base + size < size) return 0;
  if (!begin_change()) return 0;
  uint64_t index = claim_pool();
  if (index != 0) {
    size_t length = name == NULL ? 0 : strlen(name);
    *pool_at(index) = (struct scry_index_pool){
        .base = (uint64_t)base, .size = size, .state = SCRY_POOL_LIVE, .site = site,
        .name = string_intern(name, length), .generation = ++last_generation};
    if (pool_at(index)->name != 0) pool_at(index)->name_length = (uint32_t)length;
    handle = handle_of(index);
  } else {
    index_flag(SCRY_FLAG_POOLS_FULL);
  }
  end_change();
  return handle;
}

static void free_block(uint32_t block, uint64_t free_address) {
  struct scry_index_pool_block *entry = pool_block_at(block);
  pool_at(entry->pool)->live--;
  pool_tree_remove(block);
  entry->state = SCRY_STATE_FREED; /* it keeps its facts until it is needed again */
  entry->free_address = free_address;
  pool_block_release(block);
}

/* Whether anything else of the same pool lies in [base, base + size). A nested pool's allocations may. */
static bool overlaps(uint32_t pool, uint64_t base, uint64_t size) {
  uint32_t before = pool_tree_last_below(pool, base + size);
  if (before == 0) return false;
  const struct scry_index_pool_block *entry = pool_block_at(before);
  return entry->base != base && entry->base + entry->size > base;
}

static int register_block(uint32_t pool, uint64_t base, size_t size, const char *type, uint32_t site) {
  uint32_t same = pool_tree_exact(pool, base);
  if (same != 0) free_block(same, 0);
  if (overlaps(pool, base, size == 0 ? 1 : size)) return 0;
  uint32_t index = pool_block_claim();
  if (index == 0) return index_flag(SCRY_FLAG_POOLS_FULL), 0;
  size_t length = type == NULL ? 0 : strlen(type);
  struct scry_index_pool_block *block = pool_block_at(index);
  *block = (struct scry_index_pool_block){
      .base = base, .size = size, .pool = pool, .state = SCRY_STATE_LIVE, .site = site,
      .type_name = string_intern(type, length), .generation = ++last_generation};
  if (block->type_name != 0) block->type_name_length = (uint32_t)length;
  pool_tree_insert(index);
  pool_at(pool)->live++;
  return 1;
}

EXPORT int alloc_pool_register(uint64_t handle, const void *address, size_t size, const char *type) {
  int done = 0;
  uint64_t base = (uint64_t)address;
  uint32_t site = site_of(CALLER());
  if (!begin_change()) return 0;
  struct scry_index_pool *pool = pool_of_handle(handle);
  if (pool != NULL && base >= pool->base && size <= pool->size && base - pool->base <= pool->size - size) {
    done = register_block((uint32_t)(handle & 0xffff), base, size, type, site);
  }
  end_change();
  return done;
}

EXPORT int alloc_pool_unregister(uint64_t handle, const void *address) {
  uint64_t free_address = (uint64_t)__builtin_return_address(0);
  if (!begin_change()) return 0;
  uint32_t block = 0;
  if (pool_of_handle(handle) != NULL) block = pool_tree_exact((uint32_t)(handle & 0xffff), (uint64_t)address);
  if (block != 0) free_block(block, free_address);
  end_change();
  return block != 0;
}

static void reset(uint64_t handle, uint64_t free_address, bool destroy) {
  if (!begin_change()) return;
  struct scry_index_pool *pool = pool_of_handle(handle);
  if (pool != NULL) {
    uint32_t block;
    while ((block = pool_tree_last_below((uint32_t)(handle & 0xffff), UINT64_MAX)) != 0) {
      free_block(block, free_address);
    }
    if (destroy) pool->state = SCRY_POOL_DESTROYED;
  }
  end_change();
}

EXPORT void alloc_pool_reset(uint64_t handle) { reset(handle, (uint64_t)__builtin_return_address(0), false); }

EXPORT void alloc_pool_destroy(uint64_t handle) { reset(handle, (uint64_t)__builtin_return_address(0), true); }

static bool find_in(uint32_t index, uint64_t address, struct scry_index_pool_block *block) {
  uint32_t found = pool_tree_last_below(index, address + 1);
  if (found == 0) return false;
  const struct scry_index_pool_block *entry = pool_block_at(found);
  if (address - entry->base >= entry->size && address != entry->base) return false;
  *block = *entry;
  return true;
}

bool pool_find(uint64_t address, struct scry_index_pool *pool, struct scry_index_pool_block *block) {
  uint32_t innermost = 0;
  if (LIKELY(pool_count() == 0) || !lock_take(LOCK_POOLS)) return false;
  for (uint32_t i = 1; i < pool_count(); i++) {
    const struct scry_index_pool *candidate = pool_at(i);
    if (candidate->state != SCRY_POOL_LIVE || address - candidate->base >= candidate->size) continue;
    if (innermost == 0 || candidate->size < pool_at(innermost)->size) innermost = i;
  }
  block->state = SCRY_STATE_NEVER;
  if (innermost != 0) {
    *pool = *pool_at(innermost);
    find_in(innermost, address, block);
  }
  lock_drop(LOCK_POOLS);
  return innermost != 0;
}
