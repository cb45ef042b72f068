/* Allocation sites: chains of return addresses as dense numbers. */
#ifndef SCRY_SITES_H
#define SCRY_SITES_H

#include "agent.h"
#include "frame_rules.h"

enum { ROOT = 0 };

/* What to do at a return address that was reached through its parent. Immutable once `address` is published, but for `site` of a node
 * that walks, which is filled in when a walk has to stop there. */
struct node {
  uint64_t address; /* 0: empty */
  uint32_t parent;  /* number of the node that called, ROOT for the innermost frame */
  uint32_t number;
  uint32_t site;
  struct frame_rule rule;
  uint8_t walks;   /* go on by `rule`; otherwise `site` is the answer */
  uint8_t foreign; /* frames so far in modules without a table */
  uint8_t cut;
  uint8_t depth;
};
_Static_assert(sizeof(struct node) == 32, "two nodes to a cache line");

/* Open addressing, at most half full. A full table is replaced by a larger one; readers that still look at the old one miss, and look
 * again under the lock. */
struct node_table {
  uint64_t mask;
  struct node nodes[];
};
extern struct node_table *site_nodes HIDDEN;

ALWAYS_INLINE uint64_t node_hash(uint64_t address, uint32_t parent) {
  uint64_t mixed = (address ^ (uint64_t)parent << 40) * 0x9e3779b97f4a7c15ull;
  return mixed >> 32 ^ mixed >> 52;
}

/* The node of a return address; NULL when it is new. */
ALWAYS_INLINE struct node *node_find(uint64_t address, uint32_t parent) {
  struct node_table *table = LOAD_ACQUIRE(&site_nodes);
  for (uint64_t i = node_hash(address, parent);; i++) {
    struct node *node = &table->nodes[i & table->mask];
    uint64_t found = LOAD_ACQUIRE(&node->address);
    if (LIKELY(found == address && node->parent == parent)) return node;
    if (found == 0) return NULL;
  }
}

/* The site of a chain of more than one frame, or of one that is new; `node` is the innermost frame's, or NULL. */
uint32_t site_of_chain(struct node *node, struct caller caller);

/* The site of a call of an allocation function: the number of its chain of return addresses. 0 when it cannot be had. */
ALWAYS_INLINE uint32_t site_of(struct caller caller) {
  struct node *node = node_find(caller.return_address, ROOT);
  return LIKELY(node != NULL && !node->walks) ? node->site : site_of_chain(node, caller);
}

/* Makes later calls from [low, high) get new sites, because other code may lie there. */
void sites_forget(uint64_t low, uint64_t high);

/* The frames of a site, innermost first; NULL for 0 and numbers that do not exist. */
const struct scry_index_frame *site_frames(uint32_t site, uint32_t *count, uint32_t *flags);

#endif
