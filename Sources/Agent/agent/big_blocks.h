/* Blocks of 2 MiB and more, whose size does not fit into a record. */
#ifndef SCRY_BIG_BLOCKS_H
#define SCRY_BIG_BLOCKS_H

#include "heap_index.h"

/* Describes a block and returns its entry's index; 0 when there is no room. */
uint32_t big_insert(uint64_t base, uint64_t size, uint32_t site);

/* Completes an entry with the generation that its record is about to get. */
void big_set_generation(uint32_t index, uint64_t generation);

/* Sets the state of an entry; a freed one keeps its facts until it is needed again, the longest freed first. */
void big_set_state(uint32_t index, enum scry_record_state state);

/* Frees an entry whose block goes on as another kind of record (realloc in place to a smaller size). */
void big_release(uint32_t index);

/* A consistent copy of an entry; false when it keeps changing or does not exist. */
bool big_read(uint32_t index, struct scry_index_big *copy);

#endif
