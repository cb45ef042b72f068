// Completes the type of opaque_unit.c.
#include "opaque_unit.h"

#include <stdlib.h>

#include "truth.h"

struct engine {
  int cylinders;
  double litres;
  struct engine *spare;
};

struct engine *engine_new(int cylinders) {
  struct engine *engine = calloc(1, sizeof *engine);
  engine->cylinders = cylinders;
  return engine;
}

unsigned long engine_size(void) { return sizeof(struct engine); }

void engine_truth(struct engine *engine) {
  truth(&engine->litres, "type: struct engine; path: .litres; memberType: double; site.function: engine_new");
  truth(&engine->spare, "type: struct engine; path: .spare; memberType: struct engine *");
}
