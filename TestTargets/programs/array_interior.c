// Arrays of structs, arrays of arrays, and pointers into the middle of them.
#include <stdlib.h>

#include "truth.h"

struct point {
  int x, y;
};

struct shape {
  char name[12];
  struct point corners[4];
  struct {
    unsigned char red, green, blue;
  } colour;
};

static struct shape gallery[3];
static int grid[4][7];

int main(void) {
  struct shape *shapes = calloc(10, sizeof *shapes);
  int *numbers = malloc(100 * sizeof *numbers);
  double(*rows)[3] = malloc(5 * sizeof *rows);
  numbers[0] = 0;
  rows[0][0] = 1;

  truth(&shapes[7].corners[2].y,
        "allocator: malloc; base: %p; size: %zu; offset: %zu; type: struct shape[10]; evidence: site; fit: exact; "
        "path: [7].corners[2].y; memberType: int",
        (void *)shapes, 10 * sizeof *shapes, (size_t)((char *)&shapes[7].corners[2].y - (char *)shapes));
  truth(&shapes[9].name[5], "type: struct shape[10]; path: [9].name[5]; memberType: char");
  truth(&shapes[3].colour.blue, "path: [3].colour.blue; memberType: unsigned char");
  truth(&numbers[41], "allocator: malloc; base: %p; size: 400; type: int[100]; path: [41]; memberType: int",
        (void *)numbers);
  truth(&rows[4][2], "allocator: malloc; size: %zu; type: double[5][3]; path: [4][2]; memberType: double",
        5 * sizeof *rows);
  truth(&gallery[1].corners[3].y,
        "allocator: static; state: live; base: %p; size: %zu; type: struct shape[3]; evidence: declared; "
        "path: [1].corners[3].y; memberType: int; symbol: gallery",
        (void *)gallery, sizeof gallery);
  truth(&grid[2][5], "allocator: static; base: %p; type: int[4][7]; path: [2][5]; memberType: int; symbol: grid",
        (void *)grid);
  KEEP(numbers);
  KEEP(rows);
  return ready();
}
