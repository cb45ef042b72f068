/* The stack of the thread that runs, so that a walk never leaves it. */
#ifndef SCRY_STACK_BOUNDS_H
#define SCRY_STACK_BOUNDS_H

#include "agent.h"

struct stack_bounds {
  uint64_t low, high;
};

/* Empty in threads that the agent did not see start. */
extern THREAD_LOCAL struct stack_bounds own_stack;

/* Whether `rsp` points into a stack. On an alternate or a coroutine's stack the answer is no. What lies between rsp and the end of a
 * stack is always mapped. */
ALWAYS_INLINE bool on_stack(struct stack_bounds stack, uint64_t rsp) { return rsp - stack.low < stack.high - stack.low; }

#endif
