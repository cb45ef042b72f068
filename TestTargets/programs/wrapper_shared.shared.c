// The library of wrapper_shared.c: a checked malloc, and buffers that are allocated through it.
#include "wrapper_shared.h"

#include <stdlib.h>
#include <string.h>

static size_t total;

void *shared_alloc(size_t size) {
  void *block = malloc(size);
  if (!block) abort();
  total += size;
  return block;
}

char *shared_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = shared_alloc(size);
  memcpy(copy, text, size);
  return copy;
}

struct buffer *buffer_new(size_t capacity) {
  struct buffer *buffer = shared_alloc(sizeof *buffer);
  buffer->bytes = shared_alloc(capacity);
  buffer->length = 0;
  buffer->capacity = capacity;
  return buffer;
}
