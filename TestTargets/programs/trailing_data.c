// A struct with more behind it than its type explains: characters, or records of another type.
#include <stdlib.h>

#include "truth.h"

struct name {
  struct name *next;
  unsigned length;
};

struct index {
  long count;
  long reserved;
};

struct row {
  long key, offset;
};

int main(void) {
  const char *text = "a text that lies behind its header";
  struct name *name = malloc(sizeof *name + strlen(text) + 1);
  name->next = NULL;
  name->length = (unsigned)strlen(text);
  strcpy((char *)(name + 1), text);

  struct index *index = malloc(sizeof *index + 5 * sizeof(struct row));
  index->count = 5;
  struct row *rows = (struct row *)(index + 1);
  for (int i = 0; i < 5; i++) rows[i].key = rows[i].offset = i;

  truth(&name->length, "allocator: malloc; base: %p; size: 51; typeOrNone: struct name; path: .length", (void *)name);
  truth((char *)(name + 1) + 9, "allocator: malloc; base: %p; size: 51; typeOrNone: struct name | char[35]",
        (void *)name);
  truth(&index->count, "allocator: malloc; base: %p; size: 96; typeOrNone: struct index", (void *)index);
  truth(&rows[3].offset, "allocator: malloc; base: %p; size: 96; typeOrNone: struct index | struct row[5]",
        (void *)index);
  return ready();
}
