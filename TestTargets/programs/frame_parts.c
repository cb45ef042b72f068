// The parts of frames that are no variables: return address, saved register, red zone, and what lies below the stack pointer.
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "truth.h"

static volatile int leaving;
static char *volatile in_red_zone;
static char *volatile leaf_frame;
static volatile int leaf_thread;

// It calls nothing, so its array stands below the stack pointer. The call of the kernel is pause(2).
static OUT_OF_LINE void leaf(void) {
  char marks[40];
  marks[0] = 'm';
  in_red_zone = marks;
  leaf_frame = __builtin_frame_address(0);
  while (!leaving) {
    struct { long seconds, nanoseconds; } pause = {0, 20000000};
    long result = SYS_nanosleep;
    __asm__ volatile("syscall" : "+a"(result) : "D"(&pause), "S"(0) : "rcx", "r11", "memory");
  }
  KEEP(marks);
}

static void *run_leaf(void *unused) {
  leaf_thread = gettid();
  leaf();
  return unused;
}

static char *volatile below;

// Its frames are gone when it is asked for.
static OUT_OF_LINE void gone(int level) {
  char frame[512];
  memset(frame, level, sizeof frame);
  below = frame;
  KEEP(frame);
  if (level > 0) gone(level - 1);
  KEEP(frame);
}

// The frame pointer is kept where its address is asked for (System V ABI for AMD64, 3.2.2).
static OUT_OF_LINE int outer(void) {
  char **frame = __builtin_frame_address(0);
  int thread = getpid();
  truth(frame, "allocator: stack; thread: %d; frame.function: outer; frame.part: saved rbp", thread);
  truth((char *)(frame + 1) + 3, "allocator: stack; thread: %d; frame.function: outer; frame.part: return address", thread);
  truth(below, "allocator: stack; thread: %d; note: below the stack pointer: not in use at this moment", thread);
  int status = ready();
  KEEP(frame);
  return status;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run_leaf, NULL);
  while (!leaf_frame) usleep(1000);
  truth(in_red_zone + 7,
        "allocator: stack; thread: %d; type: char[40]; path: [7]; variable: marks; frame.function: leaf", leaf_thread);
  truth(leaf_frame - 126, "allocator: stack; thread: %d; frame.function: leaf; frame.part: red zone", leaf_thread);
  gone(20);
  int status = outer();
  leaving = 1;
  pthread_join(thread, NULL);
  return status;
}
