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

int main(int argc, char **arguments) {
  (void)arguments;
  struct apple *apple = NULL;
  struct pear *pear = NULL;
  either(argc, &apple, &pear);
  either(argc - 1, &apple, &pear);
  struct base *wide = derived(argc), *narrow = derived(argc - 1);
  double **rows = matrix(argc + 2, 4);
  struct base *bases = many(argc + 3);
  if (argc > 100) return (int)width((struct wide *)wide, (struct narrow *)narrow);
  truth(apple, "allocator: malloc; size: 24; typeOrNone: struct apple");
  truth(pear, "allocator: malloc; size: 24; typeOrNone: struct pear");
  truth(wide, "allocator: malloc; size: %zu; typeOrNone: struct wide | struct base", sizeof(struct wide));
  truth(narrow, "allocator: malloc; size: %zu; typeOrNone: struct narrow | struct base", sizeof(struct narrow));
  truth(rows, "allocator: malloc; size: 120; typeOrNone: double *");
  truth(bases, "allocator: malloc; type: struct base[4]; fit: exact");
  return ready();
}
