/* Looking things up in uniqtype tables. */
#include "types.h"

#include "tables.h"

enum { DEEPEST = 64 };

const struct scry_meta_type *type_at(const struct scry_meta_header *meta, uint32_t index) {
  uint64_t count;
  const struct scry_meta_type *types = meta_section(meta, SCRY_META_TYPES, &count);
  return index < count ? &types[index] : NULL;
}

const struct scry_meta_type *type_concrete(const struct scry_meta_header *meta, const struct scry_meta_type *type) {
  return type == NULL ? NULL : type_at(meta, type->concrete);
}

const char *meta_string(const struct scry_meta_header *meta, uint32_t offset) {
  uint64_t count;
  const char *strings = meta_section(meta, SCRY_META_STRINGS, &count);
  bool ends = count > 0 && strings[count - 1] == 0;
  return ends && offset < count ? strings + offset : "";
}

const struct scry_meta_header *meta_of_type(const struct scry_meta_type *type) {
  uint64_t count = LOAD_ACQUIRE(&header->tables[SCRY_TABLE_MODULES].count);
  for (uint64_t i = 0; i < count; i++) {
    const struct scry_index_module *module = module_at((uint32_t)i);
    if ((uint64_t)type - module->meta_address < module->meta_size) return module_meta((uint32_t)i);
  }
  return NULL;
}

/* The last member of a struct, if it is one. */
static const struct scry_meta_member *last_member(const struct scry_meta_header *meta,
                                                  const struct scry_meta_type *type) {
  uint64_t count;
  const struct scry_meta_member *members = meta_section(meta, SCRY_META_MEMBERS, &count);
  uint64_t last = (uint64_t)type->first + type->count;
  return type->count > 0 && last <= count ? &members[last - 1] : NULL;
}

bool type_flexible_end(const struct scry_meta_header *meta, const struct scry_meta_type *type, uint64_t *offset) {
  *offset = 0;
  for (int depth = 0; type != NULL && depth < DEEPEST; depth++) {
    if (type->kind == SCRY_KIND_ARRAY) return depth > 0;
    if (!(type->flags & SCRY_TYPE_FLEXIBLE)) return false;
    const struct scry_meta_member *last = last_member(meta, type);
    if (last == NULL || last->offset < 0) return false;
    *offset += (uint64_t)last->offset;
    type = type_concrete(meta, type_at(meta, last->type));
  }
  return false;
}

/* The last static variable that begins at or before an address of the module. Thread-local ones, whose "addresses" are offsets, come
 * after all others. */
static const struct scry_meta_static *last_static(const struct scry_meta_header *meta, uint64_t address) {
  uint64_t low = 0, high;
  const struct scry_meta_static *statics = meta_section(meta, SCRY_META_STATICS, &high);
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    const struct scry_meta_static *at = &statics[middle];
    if (!(at->flags & SCRY_STATIC_THREAD_LOCAL) && at->address <= address) low = middle + 1;
    else high = middle;
  }
  return low == 0 ? NULL : &statics[low - 1];
}

const struct scry_meta_type *static_at(uint32_t module, uint64_t address, uint64_t *base, uint64_t *size) {
  const struct scry_meta_header *meta = module_meta(module);
  if (meta == NULL) return NULL;
  uint64_t bias = module_at(module)->bias;
  const struct scry_meta_static *found = last_static(meta, address - bias);
  if (found == NULL || address - bias - found->address >= found->size) return NULL;
  *base = found->address + bias;
  *size = found->size;
  return type_at(meta, found->type);
}
