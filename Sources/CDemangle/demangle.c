// Demangling into a buffer: substitutions let a short symbol stand for a name without end, so the end of the room ends it.
#include <libiberty/demangle.h>
#include <setjmp.h>
#include <string.h>

#include "scry_demangle.h"

struct output {
  char *name;
  size_t length, room;
  jmp_buf full;
};

static void append(const char *text, size_t length, void *context) {
  struct output *output = context;
  // libiberty holds only its stack in this mode, so leaving from within its callback loses nothing.
  if (length > output->room - output->length) longjmp(output->full, 1);
  memcpy(output->name + output->length, text, length);
  output->length += length;
}

size_t scry_demangle(const char *mangled, char *name, size_t room) {
  struct output output = {.name = name, .room = room};
  if (setjmp(output.full)) return 0;
  return cplus_demangle_v3_callback(mangled, DMGL_VERBOSE, append, &output) ? output.length : 0;
}
