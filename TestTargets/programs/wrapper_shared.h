// wrapper_shared.h: what the library of wrapper_shared.c offers.
#ifndef WRAPPER_SHARED_H
#define WRAPPER_SHARED_H

#include <stddef.h>

struct buffer {
  char *bytes;
  size_t length, capacity;
};

void *shared_alloc(size_t size);
char *shared_strdup(const char *text);
struct buffer *buffer_new(size_t capacity);

#endif
