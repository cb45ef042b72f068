// Static functions and wrappers that the compiler inlines into their callers.
// also: gcc -O3, gcc -O2 -flto, clang -O2 -flto -fuse-ld=lld
#include <stdlib.h>

#include "truth.h"

struct leaf {
  int value;
  const char *name;
};

struct branch {
  struct branch *left, *right;
  struct leaf *leaf;
  long depth;
};

static inline __attribute__((always_inline)) void *xmalloc(size_t size) {
  void *block = malloc(size);
  if (!block) abort();
  return block;
}

static inline struct leaf *new_leaf(int value) {
  struct leaf *leaf = xmalloc(sizeof *leaf);
  leaf->value = value;
  leaf->name = "leaf";
  return leaf;
}

static struct branch *new_branch(long depth) {
  struct branch *branch = xmalloc(sizeof *branch);
  branch->left = branch->right = NULL;
  branch->leaf = new_leaf((int)depth);
  branch->depth = depth;
  return branch;
}

int main(void) {
  struct branch *root = new_branch(0);
  root->left = new_branch(1);
  root->right = new_branch(1);
  struct branch **stack = xmalloc(20 * sizeof *stack);
  stack[0] = root;

  truth(&root->depth, "allocator: malloc; base: %p; size: 32; type: struct branch; fit: exact; path: .depth",
        (void *)root);
  truth(&root->right->leaf, "allocator: malloc; base: %p; type: struct branch; path: .leaf; memberType: struct leaf *",
        (void *)root->right);
  truth(&root->left->leaf->name, "allocator: malloc; base: %p; size: 16; type: struct leaf; path: .name",
        (void *)root->left->leaf);
  truth(&stack[13], "allocator: malloc; size: 160; type: struct branch *[20]; path: [13]");
  return ready();
}
