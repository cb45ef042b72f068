// Unions of which only the member in use is allocated: where two members fit as well, neither is an answer.
#include <stdlib.h>

#include "truth.h"

struct head {
  union object *next;
  unsigned char tag, count;
  void *owner;
};

struct host_function {
  struct head head;
  int (*code)(void);
  struct {
    double number;
    int kind;
  } values[1];
};

struct script_function {
  struct head head;
  void *prototype;
  void *cells[1];
};

union function {
  struct host_function host;
  struct script_function script;
};

/* As large as a function without values. */
struct box {
  struct head head;
  char bytes[8];
};

union object {
  struct head head;
  struct box box;
  union function function;
};

static union object *all;

static void *get(size_t size) {
  void *block = malloc(size);
  if (block == NULL) abort();
  return block;
}

static void link_object(union object *object, unsigned char tag) {
  object->head.next = all;
  object->head.tag = tag;
  all = object;
}

__attribute__((noinline)) union function *new_host(int count) {
  union function *function = get(sizeof(struct host_function) + (count - 1) * sizeof function->host.values[0]);
  link_object((union object *)function, 1);
  function->host.head.count = (unsigned char)count;
  return function;
}

__attribute__((noinline)) union object *push_host(int count) {
  union function *function = new_host(count);
  function->host.code = NULL;
  return (union object *)function;
}

int main(void) {
  union object *empty = push_host(0);
  union object *two = push_host(2);
  truth(empty, "allocator: malloc; base: %p; size: 32; typeOrNone: struct host_function", (void *)empty);
  truth(two, "allocator: malloc; base: %p; size: 64; typeOrNone: struct host_function | union function | union object", (void *)two);
  return ready();
}
