// Strings whose header is one of three structures, told by the low bits of the byte before the text: declared.
#include <stdlib.h>
#include <string.h>

#include "truth.h"

typedef char *text;

struct __attribute__((packed)) small {
  unsigned char flags; /* the length above two bits of type */
  char data[];
};

struct __attribute__((packed)) medium {
  unsigned char length, space, flags;
  char data[];
};

struct __attribute__((packed)) large {
  unsigned int length, space;
  unsigned char flags;
  char data[];
};

static size_t header_size(int type) {
  return type == 0 ? sizeof(struct small) : type == 1 ? sizeof(struct medium) : sizeof(struct large);
}

OUT_OF_LINE text text_new(const char *from, size_t length) {
  int type = length < 64 ? 0 : length < 256 ? 1 : 2;
  char *block = malloc(header_size(type) + length + 1);
  if (!block) abort();
  text made = block + header_size(type);
  switch (type) {
    case 0: ((struct small *)block)->flags = (unsigned char)(length << 2); break;
    case 1: {
      struct medium *medium = (struct medium *)block;
      medium->length = medium->space = (unsigned char)length;
      medium->flags = 1;
      break;
    }
    default: {
      struct large *large = (struct large *)block;
      large->length = large->space = (unsigned int)length;
      large->flags = 2;
    }
  }
  memcpy(made, from, length);
  made[length] = 0;
  return made;
}

int main(void) {
  char filler[400];
  memset(filler, 'e', sizeof filler);
  // The second character is one whose low bits are those of the other header's type.
  text small = text_new("a short one", 11);
  text medium = text_new(filler, 100);
  text large = text_new(filler, 300);
  // As large as a medium one whose text it could be: only the condition tells.
  text even = text_new(filler, 128);
  struct medium *even_header = (struct medium *)even - 1;

  truth(small - 1, "allocator: malloc; type: struct small; evidence: declared; fit: exact");
  truth(small + 3, "type: struct small; path: .data[3]; memberType: char");
  truth(medium + 7, "type: struct medium; path: .data[7]; evidence: declared");
  truth(large, "type: struct large; path: .data[0]; evidence: declared");
  truth(&even_header->space, "type: struct medium; path: .space; evidence: declared");
  return ready();
}
