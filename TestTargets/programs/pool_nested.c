// Pools in pools: a block of the heap, regions in it, and objects in a region; one region is reset and used again.
#include "scry_alloc.h"

#include <stdlib.h>

#include "truth.h"

struct token {
  int kind;
  const char *text;
};

struct tree {
  struct tree *left, *right;
  struct token token;
};

struct region {
  uint64_t pool;
  char *start;
  size_t used;
};

static const size_t region_size = 16 * 1024;

static struct region region_new(uint64_t parent, const char *name, char *start) {
  scry_pool_register(parent, start, region_size, "char[16384]");
  return (struct region){scry_pool_create(name, start, region_size), start, 0};
}

static void *region_take(struct region *region, size_t size, const char *type) {
  char *block = region->start + region->used;
  region->used += (size + 15) & ~(size_t)15;
  scry_pool_register(region->pool, block, size, type);
  return block;
}

int main(void) {
  char *memory = malloc(4 * region_size);
  uint64_t outer = scry_pool_create("regions", memory, 4 * region_size);
  struct region tokens = region_new(outer, "tokens", memory);
  struct region trees = region_new(outer, "trees", memory + region_size);

  struct token *old = region_take(&tokens, sizeof *old, "struct token");
  old->kind = 1;
  scry_pool_reset(tokens.pool);
  tokens.used = 0;
  struct token *many = region_take(&tokens, 30 * sizeof *many, "struct token[30]");
  struct tree *tree = region_take(&trees, sizeof *tree, "struct tree");
  tree->token = many[3] = (struct token){4, "x"};

  truth(&many[20].text,
        "allocator: tokens; state: live; base: %p; size: %zu; type: struct token[30]; path: [20].text; "
        "memberType: const char *",
        (void *)many, 30 * sizeof *many);
  truth(&tree->token.text, "allocator: trees; state: live; base: %p; size: %zu; type: struct tree; path: .token.text",
        (void *)tree, sizeof *tree);
  truth(trees.start + 8000, "allocator: trees; state: free");
  truth(memory + 3 * region_size, "allocator: regions; state: free");
  return ready();
}
