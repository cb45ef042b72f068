// Tagged bases: every object starts with a common header, and the size says which type it is.
#include <stdlib.h>

#include "truth.h"

struct object {
  struct object *next;
  int type;
};

struct string_object {
  struct object header;
  size_t length;
  char *characters;
};

struct number_object {
  struct object header;
  double value;
};

struct closure_object {
  struct object header;
  void (*code)(void);
  int captured;
  void *captures[];
};

static struct object *all_objects;

static OUT_OF_LINE struct object *new_object(size_t size, int type) {
  struct object *object = malloc(size);
  object->type = type;
  object->next = all_objects;
  all_objects = object;
  return object;
}

#define ALLOCATE(type, tag) ((type *)new_object(sizeof(type), tag))

static struct string_object *new_string(const char *text) {
  struct string_object *string = ALLOCATE(struct string_object, 1);
  string->length = strlen(text);
  string->characters = strdup(text);
  return string;
}

static struct number_object *new_number(double value) {
  struct number_object *number = ALLOCATE(struct number_object, 2);
  number->value = value;
  return number;
}

static struct closure_object *new_closure(int captured) {
  struct closure_object *closure =
      (struct closure_object *)new_object(sizeof *closure + (size_t)captured * sizeof(void *), 3);
  closure->captured = captured;
  closure->captures[0] = NULL;
  return closure;
}

int main(void) {
  struct string_object *string = new_string("text");
  struct number_object *number = new_number(1.5);
  struct closure_object *closure = new_closure(4);
  struct object *plain = new_object(sizeof *plain, 4);

  truth(&string->characters,
        "allocator: malloc; base: %p; size: 32; type: struct string_object; path: .characters; memberType: char *; "
        "site.function: new_string",
        (void *)string);
  truth(&string->header.type, "type: struct string_object; path: .header.type; memberType: int");
  truth(&number->value, "allocator: malloc; size: 24; type: struct number_object; path: .value; memberType: double");
  truth(&closure->captures[3], "allocator: malloc; size: 64; type: struct closure_object; path: .captures[3]");
  truth(&plain->type, "allocator: malloc; size: 16; type: struct object; path: .type");
  truth(&all_objects, "allocator: static; type: struct object *; symbol: all_objects");
  return ready();
}
