// Blocks of no bytes, of one byte, next to each other, and their very first and last bytes.
#include <stdlib.h>

#include "truth.h"

struct tiny {
  char only;
};

struct odd {
  short low;
  char bytes[3];
} __attribute__((packed));

int main(void) {
  char *empty = malloc(0);
  struct tiny *tiny = malloc(sizeof *tiny);
  tiny->only = 1;
  struct odd *odd = malloc(sizeof *odd);
  odd->low = 1;
  char *neighbours[5];
  for (int i = 0; i < 5; i++) {
    neighbours[i] = malloc(24);
    neighbours[i][0] = (char)i;
  }

  truth(empty, "allocator: malloc; state: live; base: %p; size: 0", (void *)empty);
  truth(&tiny->only, "allocator: malloc; base: %p; size: 1; type: struct tiny", (void *)tiny);
  truth(&odd->bytes[2], "allocator: malloc; base: %p; size: 5; type: struct odd; path: .bytes[2]", (void *)odd);
  for (int i = 0; i < 5; i++) {
    truth(neighbours[i], "allocator: malloc; state: live; base: %p; size: 24; type: char[24]; offset: 0",
          (void *)neighbours[i]);
    truth(neighbours[i] + 23, "allocator: malloc; base: %p; type: char[24]; path: [23]", (void *)neighbours[i]);
  }
  return ready();
}
