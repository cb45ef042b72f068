// Sizes and places that compilers merge: one call for two branches, one size for two classes, two arrays in one block.
#include <stdlib.h>

#include "truth.h"

struct apple {
  long weight, price;
  struct apple *next;
};

struct pear {
  long width, height;
  struct pear *next;
};

struct base {
  long kind, count;
};

struct wide {
  struct base base;
  long columns[6];
};

struct narrow {
  struct base base;
  double edges[2];
};

static OUT_OF_LINE void either(int wanted, struct apple **apple, struct pear **pear) {
  if (wanted) {
    *apple = malloc(sizeof **apple);
    (*apple)->weight = 3;
  } else {
    *pear = malloc(sizeof **pear);
    (*pear)->width = 3;
  }
}

static OUT_OF_LINE struct base *derived(int kind) {
  struct base *base;
  if (kind) base = malloc(sizeof(struct wide));
  else base = malloc(sizeof(struct narrow));
  base->kind = kind;
  return base;
}

static OUT_OF_LINE long width(const struct wide *wide, const struct narrow *narrow) {
  return wide->columns[0] + (long)narrow->edges[0];
}

static OUT_OF_LINE double **matrix(int rows, int columns) {
  double **row = malloc((size_t)rows * sizeof *row + (size_t)rows * (size_t)columns * sizeof **row);
  double *cells = (double *)(row + rows);
  for (int i = 0; i < rows; i++) row[i] = cells + i * columns;
  cells[0] = 1;
  return row;
}

static OUT_OF_LINE struct base *many(int count) {
  struct base *bases = malloc((size_t)count * sizeof *bases);
  for (int i = 0; i < count; i++) bases[i].kind = i;
  return bases;
}

// Each block is the one or the other, in turn.
static OUT_OF_LINE void alternating(struct apple **apple, struct pear **pear, int first) {
  for (int i = 0; i < 2; i++) {
    void *block = malloc(24);
    if ((i + first) & 1) {
      struct apple *made = block;
      made->price = i;
      made->next = NULL;
      *apple = made;
    } else {
      struct pear *made = block;
      made->width = i;
      made->next = NULL;
      *pear = made;
    }
  }
}

// First the one, then the other.
static OUT_OF_LINE void *reused(void) {
  struct apple *apple = malloc(sizeof *apple);
  apple->weight = 3;
  truth(apple, "allocator: malloc; size: 24; typeOrNone: none");
  struct pear *pear = (struct pear *)apple;
  pear->width = 3;
  pear->next = NULL;
  return pear;
}

int main(int argc, char **arguments) {
  (void)arguments;
  struct apple *apple = NULL;
  struct pear *pear = NULL;
  either(argc, &apple, &pear);
  either(argc - 1, &apple, &pear);
  struct base *wide = derived(argc), *narrow = derived(argc - 1);
  double **rows = matrix(argc + 2, 4);
  struct base *bases = many(argc + 3);
  struct apple *odd = NULL;
  struct pear *even = NULL;
  alternating(&odd, &even, argc);
  void *last = reused();
  if (argc > 100) return (int)width((struct wide *)wide, (struct narrow *)narrow);
  truth(apple, "allocator: malloc; size: 24; typeOrNone: struct apple");
  truth(pear, "allocator: malloc; size: 24; typeOrNone: struct pear");
  truth(wide, "allocator: malloc; size: %zu; typeOrNone: struct wide | struct base", sizeof(struct wide));
  truth(narrow, "allocator: malloc; size: %zu; typeOrNone: struct narrow | struct base", sizeof(struct narrow));
  truth(rows, "allocator: malloc; size: 120; typeOrNone: double *");
  truth(bases, "allocator: malloc; type: struct base[4]; fit: exact");
  truth(odd, "allocator: malloc; size: 24; typeOrNone: struct apple");
  truth(even, "allocator: malloc; size: 24; typeOrNone: struct pear");
  return ready() + (last == NULL);
}
