/* Types in the resident uniqtype tables (scry_meta.h), every index checked. */
#ifndef SCRY_TYPES_H
#define SCRY_TYPES_H

#include "agent.h"
#include "modules.h"

/* The type of an index; NULL when the table has no such entry. */
const struct scry_meta_type *type_at(const struct scry_meta_header *meta, uint32_t index);

/* The type without typedefs and qualifiers. */
const struct scry_meta_type *type_concrete(const struct scry_meta_header *meta, const struct scry_meta_type *type);

/* A string of a table; "" when the offset is damaged. */
const char *meta_string(const struct scry_meta_header *meta, uint32_t offset);

/* The table that a type lies in; NULL when it lies in none. */
const struct scry_meta_header *meta_of_type(const struct scry_meta_type *type);

/* Where the array without a bound begins that a struct ends in; false for other types. */
bool type_flexible_end(const struct scry_meta_header *meta, const struct scry_meta_type *type, uint64_t *offset);

/* The type of the static variable that holds `address`, which lies in a module; NULL when it has none. */
const struct scry_meta_type *static_at(uint32_t module, uint64_t address, uint64_t *base, uint64_t *size);

/* The type of a heap block by its site and size (TYPING, steps 5 and 6, in plain form); NULL unless one strong candidate is the
 * best. `*offset` is how far into the block its object begins. */
const struct scry_meta_type *block_type(uint32_t site, uint64_t size, uint64_t *offset);

#endif
