// The main thread's stack: locals, alloca, a variable-length array, deep recursion, arguments and environment.
#include <alloca.h>
#include <stdlib.h>

#include "truth.h"

extern char **environ;

static OUT_OF_LINE void deep(int level) {
  char frame[1000];
  memset(frame, level, sizeof frame);
  if (level > 0)
    deep(level - 1);
  else
    truth(&frame[500], "allocator: stack; thread: %d; region.file: [stack]", getpid());
  KEEP(frame);
}

int main(int argc, char **argv) {
  char *taken = alloca(3000);
  memset(taken, argc, 3000);
  int lengths[argc + 4];
  memset(lengths, 0, sizeof lengths);
  truth(taken + 1500, "allocator: stack; thread: %d", getpid());
  truth(&lengths[2], "allocator: stack; thread: %d", getpid());
  truth(argv[0], "allocator: stack");
  truth(environ, "allocator: stack");
  deep(60);
  return ready();
}
