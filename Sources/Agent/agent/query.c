/* The queries of scry_alloc.h: from the innermost allocation outwards. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>

#include "heap_index.h"
#include "modules.h"
#include "pools.h"
#include "regions.h"
#include "sites.h"
#include "stack_bounds.h"
#include "threads.h"
#include "types.h"

#define SCRY_ALLOC_AGENT
#define SCRY_ALLOC_API EXPORT
#include "scry_alloc.h"

static const scry_allocator_t malloc_allocator = {"malloc"}, mmap_allocator = {"mmap"}, brk_allocator = {"brk"},
                              stack_allocator = {"stack"}, static_allocator = {"static"};

static const void *innermost_frame(uint32_t site) {
  uint32_t count, flags;
  const struct scry_index_frame *frames = site_frames(site, &count, &flags);
  return frames == NULL || count == 0 ? NULL : (const void *)frames[0].return_address;
}

/* One scry_allocator_t for each pool name that was ever asked for; names are interned, so their offset identifies them. */
static const scry_allocator_t *pool_allocator(const struct scry_index_pool *pool) {
  enum { NAMES = 256 };
  static scry_allocator_t allocators[NAMES];
  static scry_allocator_t unnamed = {"pool"};
  const char *name = table_entry(SCRY_TABLE_STRINGS, pool->name);
  if (pool->name == 0) return &unnamed;
  for (int i = 0; i < NAMES; i++) {
    const char *expected = NULL;
    if (__atomic_compare_exchange_n(&allocators[i].name, &expected, name, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE) ||
        strcmp(expected, name) == 0) {
      return &allocators[i];
    }
  }
  return &unnamed;
}

/* A type that the program named at the registration, by its spelling, among the types of the loaded modules. */
static const scry_type_t *type_named(uint32_t name, uint32_t length) {
  char spelled[256], wanted[256];
  if (name == 0 || length >= sizeof wanted) return NULL;
  memcpy(wanted, table_entry(SCRY_TABLE_STRINGS, name), length);
  wanted[length] = 0;
  const char *bare = strchr(wanted, ' ') ? strchr(wanted, ' ') + 1 : wanted;
  uint64_t modules = LOAD_ACQUIRE(&header->tables[SCRY_TABLE_MODULES].count);
  for (uint32_t m = 0; m < modules; m++) {
    const struct scry_meta_header *meta = module_meta(m);
    if (meta == NULL) continue;
    uint64_t count, low = 0;
    const uint32_t *sorted = meta_section(meta, SCRY_META_TYPE_NAMES, &count);
    for (uint64_t high = count; low < high;) {
      uint64_t middle = low + (high - low) / 2;
      const struct scry_meta_type *type = type_at(meta, sorted[middle]);
      if (type != NULL && strcmp(meta_string(meta, type->name), bare) < 0) low = middle + 1;
      else high = middle;
    }
    for (; low < count; low++) {
      const struct scry_meta_type *type = type_at(meta, sorted[low]);
      if (type == NULL || strcmp(meta_string(meta, type->name), bare) != 0) break;
      alloc_type_name(type, spelled, sizeof spelled);
      if (strcmp(spelled, wanted) == 0) return type;
    }
  }
  return NULL;
}

static bool query_pool(uint64_t address, scry_alloc_info_t *info) {
  struct scry_index_pool pool;
  struct scry_index_pool_block block;
  if (!pool_find(address, &pool, &block) || block.state != SCRY_STATE_LIVE) return false;
  *info = (scry_alloc_info_t){(const void *)block.base, block.size, pool_allocator(&pool), innermost_frame(block.site),
                              type_named(block.type_name, block.type_name_length), block.generation};
  return true;
}

static bool query_heap(uint64_t address, scry_alloc_info_t *info) {
  struct block block;
  uint64_t offset = 0;
  if (!index_find(address, &block)) return false;
  const scry_type_t *type = block_type(block.site, block.size, &offset);
  if (offset > address - block.base) type = NULL; /* in front of the object: the allocator's hidden header */
  *info = (scry_alloc_info_t){(const void *)block.base, block.size, &malloc_allocator, innermost_frame(block.site), type,
                              block.generation};
  return true;
}

static bool query_static(uint64_t address, scry_alloc_info_t *info) {
  uint64_t base, size;
  uint32_t module = module_of(address);
  if (module == SCRY_NO_MODULE) return false;
  const scry_type_t *type = static_at(module, address, &base, &size);
  if (type == NULL) return false;
  *info = (scry_alloc_info_t){(const void *)base, size, &static_allocator, NULL, type, 0};
  return true;
}

static bool query_region(uint64_t address, scry_alloc_info_t *info) {
  struct scry_index_region region;
  if (!region_find(address, &region)) return false;
  *info = (scry_alloc_info_t){(const void *)region.base, region.size,
                              region.kind == SCRY_REGION_BRK ? &brk_allocator : &mmap_allocator,
                              innermost_frame(region.site), NULL, region.generation};
  return address - region.base < region.size;
}

int alloc_dladdr(const void *pointer, scry_alloc_info_t *info) {
  uint64_t address = (uint64_t)pointer;
  if (header->reservation == 0) return 0;
  return query_pool(address, info) || query_heap(address, info) || query_static(address, info) ||
         query_region(address, info);
}

const scry_type_t *alloc_get_type(const void *address) {
  scry_alloc_info_t info;
  return alloc_dladdr(address, &info) ? info.type : NULL;
}

const scry_allocator_t *alloc_get_allocator(const void *address) {
  scry_alloc_info_t info;
  if (alloc_dladdr(address, &info)) return info.allocator;
  if (header->reservation == 0) return NULL;
  if (thread_of((uint64_t)address) >= 0) return &stack_allocator;
  return module_of((uint64_t)address) != SCRY_NO_MODULE ? &static_allocator : NULL;
}

const void *alloc_get_site(const void *address) {
  scry_alloc_info_t info;
  return alloc_dladdr(address, &info) ? info.site : NULL;
}

const void *alloc_get_base(const void *address) {
  scry_alloc_info_t info;
  return alloc_dladdr(address, &info) ? info.base : NULL;
}

const void *alloc_get_limit(const void *address) {
  scry_alloc_info_t info;
  return alloc_dladdr(address, &info) ? (const char *)info.base + info.size : NULL;
}

size_t alloc_get_size(const void *address) {
  scry_alloc_info_t info;
  return alloc_dladdr(address, &info) ? info.size : 0;
}

size_t alloc_type_size(const scry_type_t *type) {
  return type == NULL || type->size == SCRY_META_UNKNOWN_SIZE ? 0 : type->size;
}
