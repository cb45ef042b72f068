// A shop's stock: a bit of everything that the commands show, for the tests of their text (Tests/ProgramTests/Golden).
#include <stdint.h>
#include <stdlib.h>

#include "truth.h"

enum kind { FRUIT, TOOL = 4 };
enum marks { FRAGILE = 1, HEAVY = 2, SALE = 4 };

struct price {
  unsigned euros : 20;
  unsigned cents : 7;
};

struct item {
  struct item *next;
  const char *name;
  enum kind kind;
  enum marks marks;
  struct price price;
  union {
    double weight;
    int32_t size[2];
  } of;
};

struct shelf {
  char label[12];
  int32_t count;
  void *items;
  void (*restock)(struct shelf *);
  double row[6];
};

static struct item *stock;
static struct shelf shelves[2];
static uint16_t *counts;
static void *anything;
static char *note;
static struct item *sold;
struct shelf *volatile last_shelf;

static void *must(void *block) {
  if (!block) abort();
  return block;
}

OUT_OF_LINE static struct item *new_item(const char *name, enum kind kind, int marks, unsigned euros) {
  struct item *item = must(malloc(sizeof *item));
  *item = (struct item){stock, name, kind, (enum marks)marks, {euros, 99}, {.weight = euros * 0.25}};
  stock = item;
  return item;
}

OUT_OF_LINE static void restock(struct shelf *shelf) { shelf->count++; }

int main(void) {
  sold = new_item("pear", FRUIT, SALE, 1);
  stock = NULL;
  new_item("apple", FRUIT, FRAGILE | SALE, 2);
  new_item("hammer", TOOL, HEAVY, 19);
  new_item("anvil \"XL\"\n", TOOL, HEAVY | 8, 450);
  free(sold);
  counts = must(calloc(40, sizeof *counts));
  for (int i = 3; i < 6; i++) counts[i] = (uint16_t)(i * i);
  note = strcpy(must(malloc(64)), "closed on Mondays");
  anything = stock->next;
  for (int i = 0; i < 2; i++) {
    shelves[i] = (struct shelf){.count = i, .items = i ? counts : (void *)stock, .restock = restock, .row = {[2] = 2.5}};
    strcpy(shelves[i].label, i ? "lower" : "upper");
    last_shelf = &shelves[i];
    last_shelf->restock(last_shelf);
  }

  truth(&stock->price, "allocator: malloc; base: %p; size: %zu; type: struct item; path: .price.euros", stock, sizeof *stock);
  truth(counts + 7, "allocator: malloc; base: %p; size: 80; type: unsigned short[40]; path: [7]", counts);
  truth(&shelves[1].row[2], "allocator: static; symbol: shelves; type: struct shelf[2]; path: [1].row[2]");
  truth(sold, "allocator: malloc; state: freed; size: %zu", sizeof *sold);
  return ready();
}
