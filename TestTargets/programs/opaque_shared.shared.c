// The library of opaque_shared.c: completes the handle's type.
#include "opaque_shared.h"

#include <stdlib.h>

struct database {
  const char *name;
  long count;
  struct {
    int hits, misses;
  } cache;
};

int database_opened;

struct database *database_open(const char *name) {
  struct database *database = calloc(1, sizeof *database);
  database->name = name;
  database_opened++;
  return database;
}

const void *database_count_address(struct database *database) { return &database->count; }
