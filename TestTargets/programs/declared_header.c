// Functions whose blocks the machine code does not show: a hidden header, an out-parameter, a table of functions. Declared.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "truth.h"

struct item {
  int id;
  double price;
  struct item *next;
};

struct guest {
  char name[24];
  struct guest *host;
};

// The compiler must forget where a pointer came from.
#define FORGET(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

OUT_OF_LINE void *counted_alloc(int bytes) {
  uint64_t *block = malloc(sizeof *block + (size_t)bytes);
  if (!block) abort();
  *block = (uint64_t)bytes;
  char *given = (char *)(block + 1);
  FORGET(given);
  return given;
}

OUT_OF_LINE int make_into(int flags, void **out, size_t size) {
  void *block = malloc(size);
  if (!block) return -1;
  memset(block, flags, size);
  FORGET(block);
  *out = block;
  return 0;
}

static OUT_OF_LINE void *slow_alloc(size_t size) {
  void *block = malloc(size);
  if (!block) abort();
  FORGET(block);
  return block;
}

struct methods {
  void *(*allocate)(size_t size);
  void (*release)(void *block);
};

static struct methods methods = {slow_alloc, free};

int main(void) {
  struct methods *volatile table = &methods;
  struct item *item = counted_alloc(sizeof *item);
  item->id = 1;
  item->next = NULL;
  struct item *second = NULL;
  void *made = NULL;
  if (make_into(0, &made, sizeof *second)) return 1;
  second = made;
  second->price = 2;
  struct guest *guest = table->allocate(sizeof *guest);
  strcpy(guest->name, "Ann");
  guest->host = NULL;
  table->release(table->allocate(64));

  truth(&item->price, "allocator: malloc; type: struct item; path: .price; evidence: site; base: %p", (void *)((uint64_t *)item - 1));
  truth(&second->next, "type: struct item; path: .next; evidence: site");
  truth(&guest->host, "type: struct guest; path: .host; memberType: struct guest *; evidence: site");
  return ready();
}
