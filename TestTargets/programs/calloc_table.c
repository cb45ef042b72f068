// A hash table by calloc: buckets of pointers, and entries of their own.
#include <stdlib.h>

#include "truth.h"

struct entry {
  struct entry *next;
  const char *key;
  int value;
};

struct table {
  struct entry **buckets;
  unsigned size, used;
};

static struct table *make_table(unsigned size) {
  struct table *table = calloc(1, sizeof *table);
  table->buckets = calloc(size, sizeof *table->buckets);
  table->size = size;
  return table;
}

static struct entry *insert(struct table *table, unsigned hash, const char *key, int value) {
  struct entry *entry = calloc(1, sizeof *entry);
  entry->key = key;
  entry->value = value;
  entry->next = table->buckets[hash % table->size];
  table->buckets[hash % table->size] = entry;
  table->used++;
  return entry;
}

int main(void) {
  struct table *table = make_table(16);
  struct entry *entry = insert(table, 5, "five", 5);
  insert(table, 21, "twenty-one", 21);

  truth(&table->used,
        "allocator: malloc; base: %p; size: %zu; type: struct table; evidence: site; fit: exact; path: .used; "
        "memberType: unsigned int",
        (void *)table, sizeof *table);
  truth(&table->buckets[5],
        "allocator: malloc; base: %p; size: 128; type: struct entry *[16]; path: [5]; memberType: struct entry *",
        (void *)table->buckets);
  truth(&entry->value, "allocator: malloc; base: %p; size: 24; type: struct entry; path: .value", (void *)entry);
  truth(&table->buckets[5]->key, "type: struct entry; path: .key; memberType: const char *");
  return ready();
}
