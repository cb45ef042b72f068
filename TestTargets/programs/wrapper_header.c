// Wrappers that hide a header before the block that they hand out, at a constant offset.
#include <stdlib.h>

#include "truth.h"

struct header {
  size_t size;
  const char *tag;
};

struct item {
  int id;
  double price;
  struct item *next;
};

OUT_OF_LINE void *tagged_alloc(size_t size, const char *tag) {
  struct header *header = malloc(sizeof *header + size);
  if (!header) abort();
  header->size = size;
  header->tag = tag;
  return header + 1;
}

OUT_OF_LINE void tagged_free(void *block) {
  if (block) free((struct header *)block - 1);
}

int main(void) {
  struct item *item = tagged_alloc(sizeof *item, "item");
  item->id = 1;
  item->price = 9.5;
  item->next = NULL;
  struct item *items = tagged_alloc(8 * sizeof *items, "items");
  items[0].id = 2;
  tagged_free(tagged_alloc(4000, "gone"));

  struct header *header = (struct header *)item - 1;
  truth(&item->price, "allocator: malloc; state: live; base: %p; size: %zu; type: struct item; path: .price",
        (void *)header, sizeof *header + sizeof *item);
  truth(&item->next, "type: struct item; path: .next; memberType: struct item *");
  truth(&items[5].price, "allocator: malloc; type: struct item[8]; path: [5].price; memberType: double");
  truth(&header->tag, "allocator: malloc; base: %p; typeOrNone: struct header", (void *)header);
  return ready();
}
