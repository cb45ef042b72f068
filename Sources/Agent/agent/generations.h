/* Generations beyond the 16 bits of a record. */
#ifndef SCRY_GENERATIONS_H
#define SCRY_GENERATIONS_H

#include "heap_index.h"

/* Stores `record` (made by record_make) with the generation that follows a full field, carrying into `wraps`. */
void generation_carry(uint64_t *slot, uint64_t base, uint64_t record);

/* The whole generation of the block that `record`, read from `slot`, describes; false when it changed meanwhile. */
bool generation_read(const uint64_t *slot, uint64_t base, uint64_t record, uint64_t *generation);

#endif
