/* The program's own mappings, with the place that made them. */
#ifndef SCRY_REGIONS_H
#define SCRY_REGIONS_H

#include "agent.h"

/* Records a new mapping; what it replaces is forgotten. */
void region_insert(uint64_t base, uint64_t size, enum scry_region_kind kind, uint32_t site, int protection, int flags);

/* Puts a region back, as region_find gave it, that was forgotten for a call which then failed. */
void region_restore(const struct scry_index_region *region);

/* Forgets [base, base + size): regions that it cuts keep their rest. */
void region_remove(uint64_t base, uint64_t size);

/* A copy of the region that holds `address`. */
bool region_find(uint64_t address, struct scry_index_region *region);

#endif
