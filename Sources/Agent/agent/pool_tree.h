/* The allocations of all pools, in a search tree ordered by pool and address. Everything here is called with LOCK_POOLS held. */
#ifndef SCRY_POOL_TREE_H
#define SCRY_POOL_TREE_H

#include "agent.h"

struct scry_index_pool_block *pool_block_at(uint32_t index);

/* An entry to fill in: a new one while there are few, then the one that was released first. 0 when there is none. */
uint32_t pool_block_claim(void);

/* Gives an entry back; it keeps its content until it is claimed. */
void pool_block_release(uint32_t index);

void pool_tree_insert(uint32_t index);
void pool_tree_remove(uint32_t index);

/* The allocation of a pool that begins at `base`; 0 if none. */
uint32_t pool_tree_exact(uint32_t pool, uint64_t base);

/* The last allocation of a pool that begins below `limit`; 0 if none. */
uint32_t pool_tree_last_below(uint32_t pool, uint64_t limit);

#endif
