// opaque_unit.h: a type that the first unit only knows by name.
#ifndef OPAQUE_UNIT_H
#define OPAQUE_UNIT_H

struct engine;

struct engine *engine_new(int cylinders);
void engine_truth(struct engine *engine);
unsigned long engine_size(void);

#endif
