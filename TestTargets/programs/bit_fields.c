// Bit-fields: a byte that several of them share has all of them as readings.
#include <stdlib.h>

#include "truth.h"

struct flags {
  int before;
  unsigned ready : 1;
  unsigned mode : 3;
  unsigned level : 4;
  unsigned wide : 12;
  unsigned : 0;
  signed char after;
};

static struct flags global_flags[2];

int main(void) {
  struct flags *flags = calloc(1, sizeof *flags);
  flags->ready = 1;
  flags->mode = 5;
  flags->level = 9;
  flags->wide = 0xabc;
  char *bits = (char *)flags + 4;

  truth(bits, "allocator: malloc; type: struct flags; readings: .ready, .mode, .level");
  truth(bits + 1, "type: struct flags; path: .wide; memberType: unsigned int");
  truth(&flags->after, "type: struct flags; path: .after; memberType: signed char; size: %zu", sizeof *flags);
  truth(&global_flags[1].after, "allocator: static; type: struct flags[2]; path: [1].after; symbol: global_flags");
  return ready();
}
