/* Sites as a tree: one hash lookup per frame, and nothing else once a chain has been seen. */
#include "sites.h"

#include <stddef.h>
#include <string.h>

#include "locks.h"
#include "modules.h"
#include "stack_bounds.h"
#include "tables.h"

enum { MOST_FOREIGN_FRAMES = 4 };

enum { FIRST_TABLE = 256, GROWTH = 4, LARGEST_TABLE = 1 << 20 };

#define DEAD 1ull /* in `address`: of a module that is gone */

static struct {
  struct node_table table;
  struct node node;
} no_nodes; /* spares node_find a comparison */
struct node_table *site_nodes = &no_nodes.table;
static uint64_t used;
static uint32_t last_number;

/* The node, or the empty place where it would go. LOCK_SITES is held. */
static struct node *node_place(struct node_table *table, uint64_t address, uint32_t parent) {
  for (uint64_t i = node_hash(address, parent);; i++) {
    struct node *node = &table->nodes[i & table->mask];
    if (node->address == 0 || (node->address == address && node->parent == parent)) return node;
  }
}

static void copy_node(struct node_table *table, const struct node *old) {
  struct node *place = node_place(table, old->address, old->parent);
  struct node copy = *old;
  copy.address = 0;
  *place = copy;
  STORE_RELEASE(&place->address, old->address);
}

static bool grow(void) {
  bool is_first = site_nodes == &no_nodes.table;
  uint64_t size = is_first ? FIRST_TABLE : GROWTH * (site_nodes->mask + 1);
  if (size > LARGEST_TABLE) return false;
  static struct {
    struct node_table table;
    struct node nodes[FIRST_TABLE];
  } first; /* saves a short program a mapping */
  struct node_table *table = &first.table;
  if (is_first) memory_populate((uint64_t)&first, (uint64_t)(&first + 1));
  else table = private_memory(sizeof *table + size * sizeof(struct node));
  if (table == NULL) return false;
  table->mask = size - 1;
  used = 0;
  for (uint64_t i = 0; i <= site_nodes->mask; i++) {
    const struct node *old = &site_nodes->nodes[i];
    if (old->address == 0 || old->address == DEAD) continue;
    copy_node(table, old);
    used++;
  }
  STORE_RELEASE(&site_nodes, table);
  return true;
}

/* A frame of the program, as it will be when the call that is under way returns, and the end of its stack: 0 when rsp is on no
 * stack that we know, where no step is taken. */
struct frame {
  uint64_t return_address, rsp, rbp, stack_end;
};

ALWAYS_INLINE struct frame frame_of(struct caller caller) {
  uint64_t rsp = (uint64_t)(caller.frame + 2);
  struct stack_bounds stack = own_stack;
  return (struct frame){caller.return_address, rsp, caller.frame[0], on_stack(stack, rsp) ? stack.high : 0};
}

/* Takes one step outwards. False when the rule leads off the stack: it is wrong, or this is not the thread's own stack. */
ALWAYS_INLINE bool step(struct frame *at, const struct frame_rule *rule) {
  uint64_t cfa = (rule->cfa_register == SCRY_FRAME_RBP ? at->rbp : at->rsp) + (uint64_t)(int64_t)rule->cfa_offset;
  if (UNLIKELY(cfa > at->stack_end || cfa < at->rsp + 8 || (cfa & 7))) return false;
  if (rule->rbp_offset != 0) {
    uint64_t saved = cfa + (uint64_t)(int64_t)rule->rbp_offset;
    if (UNLIKELY(saved - at->rsp > cfa - 8 - at->rsp)) return false;
    at->rbp = *(const uint64_t *)saved;
  }
  at->return_address = *(const uint64_t *)(cfa - 8);
  at->rsp = cfa;
  return true;
}

/* The chain of a walk; `at` is the frame to look at next. */
struct walk {
  struct frame at;
  uint32_t count;
  uint32_t modules[SCRY_MAX_FRAMES];
  uint64_t addresses[SCRY_MAX_FRAMES];
};

/* Appends a site to the tables; LOCK_SITES is held. */
static uint32_t add_site(const struct walk *walk, bool cut) {
  uint64_t site = header->tables[SCRY_TABLE_SITES].count, first = header->tables[SCRY_TABLE_FRAMES].count;
  if (site == 0) site = 1;
  if (!table_reserve(SCRY_TABLE_SITES, site + 1) || !table_reserve(SCRY_TABLE_FRAMES, first + walk->count)) {
    index_flag(SCRY_FLAG_SITES_FULL);
    return 0;
  }
  for (uint32_t i = 0; i < walk->count; i++) {
    struct scry_index_frame *frame = table_entry(SCRY_TABLE_FRAMES, first + i);
    frame->return_address = walk->addresses[i];
    frame->module = walk->modules[i];
  }
  table_publish(SCRY_TABLE_FRAMES, first + walk->count);
  struct scry_index_site *entry = table_entry(SCRY_TABLE_SITES, site);
  entry->first = (uint32_t)first;
  entry->flags = cut ? SCRY_CHAIN_CUT : 0;
  entry->count = (uint16_t)walk->count;
  table_publish(SCRY_TABLE_SITES, site + 1);
  return (uint32_t)site;
}

/* Decides what to do at a new return address: on through wrappers that Scry knows, out of libc, and out of modules that nothing is known
 * of when others are known. */
static void decide(struct node *node, const struct node *parent, uint32_t module) {
  const struct scry_meta_header *meta = module_meta(module);
  node->depth = (uint8_t)(parent == NULL ? 1 : parent->depth + 1);
  node->foreign = parent == NULL ? 0 : parent->foreign;
  /* Without debug information the sites have no types, and say nothing of where blocks go. */
  const uint32_t wanted = SCRY_META_HAS_SITES | SCRY_META_HAS_DEBUG_INFO;
  bool known = meta != NULL && (meta->flags & wanted) == wanted;
  if (known) node->walks = wrapper_rule(meta, node->address - module_at(module)->bias, &node->rule);
  if (!node->walks && module != SCRY_NO_MODULE && (module == libc_module || (!known && callers_can_have_sites()))) {
    uint64_t size, table = module_unwind_table(module, &size);
    const struct scry_index_module *info = module_at(module);
    node->walks = node->foreign < MOST_FOREIGN_FRAMES &&
                  unwind_rule(table, size, info->low, info->high, node->address, &node->rule);
    node->cut = !node->walks;
    node->foreign++;
  }
  if (node->depth >= SCRY_MAX_FRAMES && node->walks) node->walks = false, node->cut = true;
}

/* Adds a node for the walk's last address. The module is found before the lock is taken, because that may take the linker's. */
static NOINLINE struct node *add(const struct walk *walk, const struct node *parent) {
  uint32_t last = walk->count - 1;
  struct node fresh = {.parent = parent == NULL ? ROOT : parent->number, .address = walk->addresses[last]};
  decide(&fresh, parent, walk->modules[last]);
  if (!lock_take(LOCK_SITES)) return NULL;
  struct node *place = node_place(site_nodes, fresh.address, fresh.parent);
  if (place->address == 0) {
    if (2 * (used + 1) > site_nodes->mask) place = grow() ? node_place(site_nodes, fresh.address, fresh.parent) : NULL;
    if (place == NULL) {
      index_flag(SCRY_FLAG_SITES_FULL);
    } else {
      fresh.number = ++last_number;
      fresh.site = fresh.walks ? 0 : add_site(walk, fresh.cut);
      /* All but the address, which others look at meanwhile: it stays 0 until the node is whole. */
      enum { REST = offsetof(struct node, parent) };
      memcpy((char *)place + REST, (const char *)&fresh + REST, sizeof fresh - REST);
      STORE_RELEASE(&place->address, fresh.address);
      used++;
    }
  }
  lock_drop(LOCK_SITES);
  return place;
}

/* The site of a chain that could not be followed further at a node that walks. */
static NOINLINE uint32_t site_of_cut(struct node *node, const struct walk *walk) {
  uint32_t site = LOAD_RELAXED(&node->site);
  if (site != 0 || !lock_take(LOCK_SITES)) return site;
  if (node->site == 0) STORE_RELEASE(&node->site, add_site(walk, true));
  lock_drop(LOCK_SITES);
  return LOAD_RELAXED(&node->site);
}

/* Follows a chain from the innermost frame, adding the nodes that are missing. */
static NOINLINE uint32_t walk_new(struct caller caller) {
  struct walk walk = {.at = frame_of(caller)};
  struct node *node = NULL;
  modules_catch_up();
  for (;;) {
    walk.addresses[walk.count] = walk.at.return_address;
    walk.modules[walk.count++] = module_of_code(walk.at.return_address);
    struct node *next = node_find(walk.at.return_address, node == NULL ? ROOT : node->number);
    if (next == NULL) next = add(&walk, node);
    if (next == NULL) return 0;
    node = next;
    if (!node->walks) return node->site;
    if (!step(&walk.at, &node->rule) || walk.count == SCRY_MAX_FRAMES) return site_of_cut(node, &walk);
  }
}

uint32_t site_of_chain(struct node *node, struct caller caller) {
  struct frame at = frame_of(caller);
  while (LIKELY(node != NULL)) {
    if (!node->walks) return node->site;
    if (!step(&at, &node->rule)) break;
    node = node_find(at.return_address, node->number);
  }
  return walk_new(caller);
}

void sites_forget(uint64_t low, uint64_t high) {
  if (!lock_take(LOCK_SITES)) return;
  for (uint64_t i = 0; i <= site_nodes->mask; i++) {
    struct node *node = &site_nodes->nodes[i];
    if (node->address != 0 && node->address - low < high - low) STORE_RELEASE(&node->address, DEAD);
  }
  lock_drop(LOCK_SITES);
}

const struct scry_index_frame *site_frames(uint32_t site, uint32_t *count, uint32_t *flags) {
  if (site == 0 || site >= LOAD_ACQUIRE(&header->tables[SCRY_TABLE_SITES].count)) return NULL;
  const struct scry_index_site *entry = table_entry(SCRY_TABLE_SITES, site);
  *count = entry->count;
  *flags = entry->flags;
  return table_entry(SCRY_TABLE_FRAMES, entry->first);
}
