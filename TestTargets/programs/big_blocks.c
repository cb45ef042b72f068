// Blocks of more than 2 MiB and of more than 1 GiB, asked about at both ends and in the middle.
#include <stdlib.h>

#include "truth.h"

struct cell {
  int row, column;
  double value;
};

struct huge {
  long length;
  char bytes[];
};

int main(void) {
  const size_t cells = 300 * 1000, giant = ((size_t)1 << 30) + 12345;
  struct cell *sheet = malloc(cells * sizeof *sheet);
  sheet[0].row = 0;
  struct huge *huge = malloc(sizeof *huge + giant);
  if (!huge) return 2;
  huge->length = (long)giant;
  int *odd = malloc(3 * 1024 * 1024 + 4);
  odd[0] = 1;

  for (size_t i = 0; i < cells; i += 99999)
    truth(&sheet[i].value,
          "allocator: malloc; state: live; base: %p; size: %zu; type: struct cell[300000]; path: [%zu].value",
          (void *)sheet, cells * sizeof *sheet, i);
  truth(&huge->bytes[giant - 1],
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct huge; path: .bytes[%zu]; memberType: char",
        (void *)huge, sizeof *huge + giant, giant - 1);
  truth(&huge->bytes[giant / 2], "base: %p; type: struct huge; path: .bytes[%zu]", (void *)huge, giant / 2);
  truth(&huge->length, "type: struct huge; offset: 0");
  truth(&odd[700000], "allocator: malloc; size: %d; type: int[786433]; path: [700000]", 3 * 1024 * 1024 + 4);
  return ready();
}
