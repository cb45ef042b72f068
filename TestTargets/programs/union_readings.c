// Unions: every reading of a byte holds, and all are told.
#include <stdlib.h>

#include "truth.h"

struct value {
  int tag;
  union {
    long integer;
    double real;
    const char *text;
    struct {
      short low, high;
    } halves;
  } as;
  int hash;
};

union word {
  unsigned int whole;
  unsigned char bytes[4];
};

static union word global_word;

int main(void) {
  struct value *value = malloc(sizeof *value);
  value->tag = 1;
  value->as.integer = 42;
  value->hash = 7;
  union word *word = malloc(sizeof *word);
  word->whole = 0x01020304;

  truth(&value->hash,
        "allocator: malloc; base: %p; size: %zu; type: struct value; path: .hash; memberType: int", (void *)value,
        sizeof *value);
  truth(&value->as.real, "type: struct value; readings: .as.integer, .as.real, .as.text, .as.halves.low");
  truth(&value->as.halves.high, "type: struct value; path: .as.halves.high; memberType: short");
  truth(&word->bytes[2], "allocator: malloc; size: 4; type: union word; path: .bytes[2]; memberType: unsigned char");
  truth(&global_word.bytes[3], "allocator: static; type: union word; path: .bytes[3]; symbol: global_word");
  return ready();
}
