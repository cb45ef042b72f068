/* Pools registered by the program, and the allocations in them. */
#ifndef SCRY_POOLS_H
#define SCRY_POOLS_H

#include "agent.h"

/* The innermost live pool that holds `address`, and the allocation of it that does, if any (then block->state is LIVE). */
bool pool_find(uint64_t address, struct scry_index_pool *pool, struct scry_index_pool_block *block);

#endif
