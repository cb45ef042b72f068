// Blocks whose origin the machine code hides: typed pointers to them tell what they are, unless other objects may hide there.
#include <stdlib.h>
#include <string.h>

#include "truth.h"

struct tree {
  struct tree *left, *right;
  long key;
};

struct forest {
  struct tree *roots[4];
  void *untyped;
};

/* Pointers to it lead to larger objects too. */
struct shape {
  struct shape *next;
  int kind;
};

struct circle {
  struct shape shape;
  double radius;
};

/* One pointer leads to one of them, the other to several in a row. */
struct pair {
  long first, second;
};

struct text {
  size_t length;
  char bytes[];
};

union value {
  struct pair *pair;
  struct tree *tree;
};

static struct forest forest;
static struct shape *shapes;
static struct pair *pair, *pairs;
static struct text *text;
static union value value;
struct circle unit_circle;

// The compiler must forget where a pointer came from.
static OUT_OF_LINE void hide(void **place, size_t size) {
  void *block = calloc(1, size);
  if (!block) abort();
  __asm__ volatile("" : "+r"(block) : : "memory");
  memcpy(place, &block, sizeof block);
}

static OUT_OF_LINE void set(void *place, size_t size) { hide(place, size); }

int main(void) {
  set(&forest.roots[2], sizeof(struct tree));
  set(&forest.roots[2]->left, sizeof(struct tree));
  set(&forest.roots[2]->left->right, sizeof(struct tree));
  set(&forest.untyped, sizeof(struct tree));
  set(&shapes, sizeof(struct shape));
  set(&shapes->next, sizeof(struct circle));
  set(&pair, sizeof(struct pair));
  set(&pairs, 8 * sizeof(struct pair));
  set(&text, sizeof(struct text) + 12);
  set(&value, sizeof(struct pair));

  struct tree *leaf = forest.roots[2]->left->right;
  truth(&forest.roots[2]->key, "allocator: malloc; type: struct tree; path: .key; evidence: inferred; fit: exact");
  truth(&leaf->right, "type: struct tree; path: .right; evidence: inferred");
  truth(text->bytes + 3, "type: struct text; path: .bytes[3]; evidence: inferred");
  truth(forest.untyped, "evidence: none; typeOrNone: none");
  truth(&shapes->kind, "evidence: none; typeOrNone: none");
  truth(&shapes->next->kind, "evidence: none; typeOrNone: none");
  truth(&pair->second, "evidence: none; typeOrNone: none");
  truth(&pairs[3], "evidence: none; typeOrNone: none");
  truth(value.pair, "evidence: none; typeOrNone: none");
  KEEP(unit_circle.radius);
  return ready();
}
