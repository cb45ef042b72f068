// Structures that begin like others, in blocks whose size somebody else decides: the beginning is known, an array is not.
#include <stdlib.h>

#include "truth.h"

struct class {
  const char *name;
  size_t size;
};

struct instance {
  struct class *class;
  long references;
};

struct button {
  struct instance base;
  long width, height;
};

struct node {
  struct node *next;
  long length;
};

struct animal {
  const char *name;
};

struct dog {
  const char *name;
  long age;
};

static struct class buttons = {"button", sizeof(struct button)};

static OUT_OF_LINE struct instance *instance(struct class *class) {
  struct instance *made = calloc(1, class->size);
  made->class = class;
  made->references = 1;
  return made;
}

static OUT_OF_LINE struct node *node(struct node **list, size_t extra) {
  struct node *made = malloc(sizeof *made + extra);
  made->next = *list;
  made->length = (long)extra;
  *list = made;
  return made;
}

static OUT_OF_LINE void *handed_on(size_t size, const char *name) {
  void *made = calloc(1, size);
  if (!made) exit((int)name[0]);
  return made;
}

int main(int argc, char **arguments) {
  (void)arguments;
  struct node *list = NULL;
  struct instance *first = instance(&buttons);
  struct button *second = (struct button *)instance(&buttons);
  second->width = argc;
  struct node *small = node(&list, 16), *large = node(&list, (size_t)argc * 8 + 40);
  struct node *nodes = handed_on(5 * sizeof *nodes, "nodes");
  nodes[argc].length = 1;
  struct animal *animal = malloc(sizeof(struct dog));
  animal->name = "dog";
  struct dog *dog = (struct dog *)instance(&buttons);
  truth(first, "allocator: malloc; size: 32; type: struct instance; fit: prefix");
  truth(second, "allocator: malloc; size: 32; typeOrNone: struct button | struct instance");
  truth(small, "allocator: malloc; size: 32; type: struct node; fit: prefix");
  truth(large, "allocator: malloc; size: 64; type: struct node; fit: prefix");
  truth(nodes, "allocator: malloc; size: 80; type: struct node[5]; fit: exact");
  truth(animal, "allocator: malloc; size: 16; type: struct animal; fit: prefix");
  return ready() + (dog == NULL) + (small->length != 16) + (first->references != 1);
}
