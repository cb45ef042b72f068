// Allocators behind function pointers, as libraries take them from their users; functions as data.
#include <stdlib.h>

#include "truth.h"

struct allocator {
  void *(*allocate)(void *context, size_t size);
  void (*release)(void *context, void *block);
  void *context;
};

struct statistics {
  long blocks, bytes;
};

struct symbol {
  const char *name;
  struct symbol *next;
  int uses;
};

static OUT_OF_LINE void *counting_allocate(void *context, size_t size) {
  struct statistics *statistics = context;
  statistics->blocks++;
  statistics->bytes += (long)size;
  return malloc(size);
}

static OUT_OF_LINE void counting_release(void *context, void *block) {
  ((struct statistics *)context)->blocks--;
  free(block);
}

static struct statistics statistics;
struct allocator user_allocator = {counting_allocate, counting_release, &statistics};

static OUT_OF_LINE struct symbol *intern(struct allocator *allocator, const char *name) {
  struct symbol *symbol = allocator->allocate(allocator->context, sizeof *symbol); const int line = __LINE__;
  symbol->name = name;
  symbol->next = NULL;
  symbol->uses = 1;
  truth(&symbol->uses,
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct symbol; path: .uses; "
        "site.function: intern; site.line: %d",
        (void *)symbol, sizeof *symbol, line);
  return symbol;
}

int main(void) {
  struct symbol *first = intern(&user_allocator, "first");
  first->next = intern(&user_allocator, "second");
  long *numbers = user_allocator.allocate(user_allocator.context, 25 * sizeof *numbers);
  numbers[0] = 1;

  truth(&first->next->next, "type: struct symbol; path: .next; memberType: struct symbol *");
  truth(&numbers[20], "allocator: malloc; size: 200; type: long[25]; path: [20]; memberType: long");
  truth(&user_allocator.release,
        "allocator: static; type: struct allocator; path: .release; memberType: void (*)(void *, void *); "
        "symbol: user_allocator");
  truth(&statistics.bytes, "allocator: static; type: struct statistics; path: .bytes; symbol: statistics");
  truth((void *)intern, "allocator: code; symbol: intern");
  return ready();
}
