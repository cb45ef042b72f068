// What dlopen_reuse.c loads.
#include <stdlib.h>

struct plugin_object {
  int value;
  double weight;
};

struct plugin_state {
  int version, loads;
};

struct plugin_state plugin_state = {3, 0};

struct plugin_object *plugin_make(int value) {
  struct plugin_object *object = malloc(sizeof *object);
  object->value = value;
  object->weight = 0.5;
  plugin_state.loads++;
  return object;
}
