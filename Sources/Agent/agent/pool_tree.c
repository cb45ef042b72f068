/* A treap (Seidel and Aragon 1996) over POOL_BLOCKS: short, balanced by random priorities, linked by indices. */
#include "pool_tree.h"

#include "tables.h"

static uint32_t root;
static uint32_t oldest_free, newest_free; /* linked by `left` */
static uint64_t random_state = 0x9e3779b97f4a7c15ull;

struct scry_index_pool_block *pool_block_at(uint32_t index) { return table_entry(SCRY_TABLE_POOL_BLOCKS, index); }

uint32_t pool_block_claim(void) {
  enum { FRESH_FIRST = 4096 };
  uint64_t count = header->tables[SCRY_TABLE_POOL_BLOCKS].count;
  if (count == 0) count = 1;
  if ((count < FRESH_FIRST || oldest_free == 0) && table_reserve(SCRY_TABLE_POOL_BLOCKS, count + 1)) {
    table_publish(SCRY_TABLE_POOL_BLOCKS, count + 1);
    return (uint32_t)count;
  }
  uint32_t index = oldest_free;
  if (index != 0) oldest_free = pool_block_at(index)->left;
  if (oldest_free == 0) newest_free = 0;
  return index;
}

void pool_block_release(uint32_t index) {
  pool_block_at(index)->left = 0;
  if (newest_free != 0) pool_block_at(newest_free)->left = index;
  else oldest_free = index;
  newest_free = index;
}

/* Order by pool, then by address. */
static bool below(const struct scry_index_pool_block *a, uint32_t pool, uint64_t base) {
  return a->pool < pool || (a->pool == pool && a->base < base);
}

/* Cuts a tree into what is below a key and the rest. */
static void split(uint32_t tree, uint32_t pool, uint64_t base, uint32_t *low, uint32_t *high) {
  while (tree != 0) {
    struct scry_index_pool_block *node = pool_block_at(tree);
    if (below(node, pool, base)) {
      *low = tree;
      low = &node->right;
      tree = node->right;
    } else {
      *high = tree;
      high = &node->left;
      tree = node->left;
    }
  }
  *low = *high = 0;
}

/* Joins two trees, all of the first below all of the second. */
static uint32_t join(uint32_t low, uint32_t high) {
  uint32_t result;
  uint32_t *place = &result;
  while (low != 0 && high != 0) {
    struct scry_index_pool_block *first = pool_block_at(low), *second = pool_block_at(high);
    if (first->priority >= second->priority) {
      *place = low;
      place = &first->right;
      low = first->right;
    } else {
      *place = high;
      place = &second->left;
      high = second->left;
    }
  }
  *place = low != 0 ? low : high;
  return result;
}

static uint32_t next_priority(void) {
  random_state ^= random_state << 13; /* xorshift64 (Marsaglia 2003) */
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (uint32_t)(random_state >> 32);
}

void pool_tree_insert(uint32_t index) {
  struct scry_index_pool_block *fresh = pool_block_at(index);
  uint32_t *place = &root;
  fresh->priority = next_priority();
  while (*place != 0 && pool_block_at(*place)->priority > fresh->priority) {
    struct scry_index_pool_block *node = pool_block_at(*place);
    place = below(node, fresh->pool, fresh->base) ? &node->right : &node->left;
  }
  split(*place, fresh->pool, fresh->base, &fresh->left, &fresh->right);
  *place = index;
}

void pool_tree_remove(uint32_t index) {
  const struct scry_index_pool_block *gone = pool_block_at(index);
  uint32_t *place = &root;
  while (*place != 0 && *place != index) {
    struct scry_index_pool_block *node = pool_block_at(*place);
    place = below(node, gone->pool, gone->base) ? &node->right : &node->left;
  }
  if (*place == index) *place = join(gone->left, gone->right);
}

uint32_t pool_tree_last_below(uint32_t pool, uint64_t limit) {
  uint32_t best = 0;
  for (uint32_t tree = root; tree != 0;) {
    const struct scry_index_pool_block *node = pool_block_at(tree);
    if (below(node, pool, limit)) {
      best = tree;
      tree = node->right;
    } else {
      tree = node->left;
    }
  }
  return best != 0 && pool_block_at(best)->pool == pool ? best : 0;
}

uint32_t pool_tree_exact(uint32_t pool, uint64_t base) {
  uint32_t found = base == UINT64_MAX ? 0 : pool_tree_last_below(pool, base + 1);
  return found != 0 && pool_block_at(found)->base == base ? found : 0;
}
