// A caught exception: an object that the C++ run time allocated, and objects that unwinding destroyed.
#include <stdexcept>

#include "truth.h"

struct Failure {
  int code;
  const char *reason;
};

struct Guard {
  Guard() : state(new int[8]()) {}
  ~Guard() { delete[] state; }
  int *state;
};

static int *last_state;

OUT_OF_LINE void work(int depth) {
  Guard guard;
  last_state = guard.state;
  KEEP(&guard);
  if (depth == 0) throw Failure{17, "the end"};
  work(depth - 1);
  KEEP(&guard);
}

int main() {
  try {
    work(3);
  } catch (Failure &failure) {
    // The run time puts a header of its own before the object; it calls malloc, so the block's base is earlier.
    truth(&failure.reason, "allocator: malloc; state: live; typeOrNone: Failure");
    truth(&last_state[5], "allocator: malloc; base: %p; state: freed; size: 32; typeOrNone: int[8]",
          (void *)last_state);
    return ready();
  }
  return 1;
}
