/* What the agent's files share: compiler words, the state that every fast path looks at, and who called. */
#ifndef SCRY_AGENT_H
#define SCRY_AGENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scry_index.h"

#define EXPORT __attribute__((visibility("default")))
/* For variables and functions of the fast paths: reached directly and not through the global offset table. */
#define HIDDEN __attribute__((visibility("hidden")))
#define NOINLINE __attribute__((noinline))
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Initial-exec, so that no access allocates: the dynamic model would call malloc from inside malloc. */
#define THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

#define LOAD_RELAXED(p) __atomic_load_n((p), __ATOMIC_RELAXED)
#define LOAD_ACQUIRE(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define STORE_RELAXED(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define STORE_RELEASE(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

/* Whether new blocks are recorded. False before the start, when the agent stands aside, and when the index is full. */
extern bool recording HIDDEN;

/* Whoever called the interposed function, as the frame walk needs it. */
struct caller {
  uint64_t return_address;
  const uint64_t *frame; /* where the interposed function saved the caller's rbp; two words further up is the caller's rsp */
};

/* Only in the interposed function itself. __builtin_frame_address makes the compiler keep a frame pointer there. */
#define CALLER() \
  ((struct caller){(uint64_t)__builtin_return_address(0), (const uint64_t *)__builtin_frame_address(0)})

/* The thread's control block: unique among the threads of an address space, and cheap. */
ALWAYS_INLINE uint64_t thread_pointer(void) {
  uint64_t self;
  __asm__("mov %%fs:0, %0" : "=r"(self));
  return self;
}

#endif
