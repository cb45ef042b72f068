// A type completed in another unit of the same program, here only a name.
// also: gcc -O2 -flto, gcc -O0 -fdebug-types-section, gcc -O2 -gsplit-dwarf, clang -O0 -gsplit-dwarf
#include "opaque_unit.h"

#include <stdlib.h>

#include "truth.h"

struct car {
  struct engine *engine;
  void *anything;
  int wheels;
};

static struct car *make_car(void) {
  struct car *car = malloc(sizeof *car);
  car->engine = engine_new(6);
  car->anything = malloc(engine_size());
  car->wheels = 4;
  return car;
}

int main(void) {
  struct car *car = make_car();
  truth(&car->wheels, "allocator: malloc; base: %p; type: struct car; path: .wheels; memberType: int", (void *)car);
  truth(&car->engine, "type: struct car; offset: 0");
  truth(car->engine, "allocator: malloc; base: %p; size: %zu; type: struct engine; evidence: site; fit: exact",
        (void *)car->engine, engine_size());
  truth(car->anything, "allocator: malloc; base: %p; size: %zu; typeOrNone: char[%zu]", car->anything, engine_size(),
        engine_size());
  engine_truth(car->engine);
  return ready();
}
