/* operator new and delete in all their forms, so that a block's site is the expression and not the inside of libstdc++. */
#define _GNU_SOURCE
#include "operators.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "allocate.h"

/* Mangled names (Itanium C++ ABI 5.1.5.2): n new, d delete; w single, a array; m size; St11align_val_t; RKSt9nothrow_t. */
enum {
  NEW, NEW_ARRAY, NEW_NOTHROW, NEW_ARRAY_NOTHROW,
  NEW_ALIGNED, NEW_ARRAY_ALIGNED, NEW_ALIGNED_NOTHROW, NEW_ARRAY_ALIGNED_NOTHROW,
  DELETE, DELETE_ARRAY, DELETE_SIZED, DELETE_ARRAY_SIZED, DELETE_NOTHROW, DELETE_ARRAY_NOTHROW,
  DELETE_ALIGNED, DELETE_ARRAY_ALIGNED, DELETE_SIZED_ALIGNED, DELETE_ARRAY_SIZED_ALIGNED,
  DELETE_ALIGNED_NOTHROW, DELETE_ARRAY_ALIGNED_NOTHROW,
  OPERATORS
};
static const char *const names[OPERATORS] = {
    "_Znwm", "_Znam", "_ZnwmRKSt9nothrow_t", "_ZnamRKSt9nothrow_t",
    "_ZnwmSt11align_val_t", "_ZnamSt11align_val_t", "_ZnwmSt11align_val_tRKSt9nothrow_t",
    "_ZnamSt11align_val_tRKSt9nothrow_t",
    "_ZdlPv", "_ZdaPv", "_ZdlPvm", "_ZdaPvm", "_ZdlPvRKSt9nothrow_t", "_ZdaPvRKSt9nothrow_t",
    "_ZdlPvSt11align_val_t", "_ZdaPvSt11align_val_t", "_ZdlPvmSt11align_val_t", "_ZdaPvmSt11align_val_t",
    "_ZdlPvSt11align_val_tRKSt9nothrow_t", "_ZdaPvSt11align_val_tRKSt9nothrow_t",
};

/* The real operators have up to three arguments, all in integer registers; passing more than an operator takes does no harm. */
typedef void *(*real_operator)(uint64_t, uint64_t, uint64_t);
static real_operator real_operators[OPERATORS];

/* Whether an operator may be answered by malloc and free at once. That skips the real operator, so it must be the library's own, which
 * does just that; and no operator may be replaced in the program, because the library's forms call each other. */
enum { UNDECIDED, DIRECT, THROUGH };
static int mode;

static bool is_library_of_the_language(const void *function) {
  Dl_info info;
  if (function == NULL || !dladdr(function, &info) || info.dli_fname == NULL) return false;
  const char *name = strrchr(info.dli_fname, '/');
  name = name == NULL ? info.dli_fname : name + 1;
  return strncmp(name, "libstdc++.so", 12) == 0 || strncmp(name, "libc++.so", 9) == 0 ||
         strncmp(name, "libc++abi.so", 12) == 0;
}

/* Whether the program gets our operators when it asks for them. */
static bool ours_are_effective(void) {
  Dl_info info, own;
  if (!dladdr((void *)names, &own)) return false;
  for (int i = 0; i < OPERATORS; i++) {
    void *effective = dlsym(RTLD_DEFAULT, names[i]);
    if (effective == NULL || !dladdr(effective, &info) || info.dli_fbase != own.dli_fbase) return false;
  }
  return true;
}

static NOINLINE void decide(void) {
  int saved = errno;
  bool may_skip = is_library_of_the_language(real_symbol(names[NEW])) && ours_are_effective();
  if (!may_skip) {
    for (int i = 0; i < OPERATORS; i++) STORE_RELEASE(&real_operators[i], (real_operator)real_symbol(names[i]));
  }
  STORE_RELEASE(&mode, may_skip ? DIRECT : THROUGH);
  errno = saved;
}

void operators_start(void) {
  if (dlsym(RTLD_NEXT, names[NEW]) != NULL) decide();
}

static NOINLINE void *call_real(int which, uint64_t a, uint64_t b, uint64_t c) {
  real_operator function = LOAD_ACQUIRE(&real_operators[which]);
  if (function == NULL) {
    int saved = errno;
    function = (real_operator)real_symbol(names[which]);
    STORE_RELEASE(&real_operators[which], function);
    errno = saved;
  }
  if (function != NULL) return function(a, b, c);
  /* A program that allocates with new and has no C++ library: nobody could throw. */
  if (which >= DELETE) return real.free((void *)a), NULL;
  return real.malloc(a);
}

ALWAYS_INLINE bool direct(void) {
  real_ready();
  if (UNLIKELY(LOAD_RELAXED(&mode) == UNDECIDED)) decide();
  return LIKELY(LOAD_RELAXED(&mode) == DIRECT);
}

/* When malloc fails the real operator repeats the attempt, calls the new_handler and throws. */
ALWAYS_INLINE void *new_block(int which, size_t size, uint64_t second, uint64_t third, size_t alignment,
                              struct caller caller) {
  void *block = NULL;
  if (direct() && LIKELY(size <= PTRDIFF_MAX)) {
    size_t asked = size_to_ask(size == 0 ? 1 : size);
    block = alignment == 0 ? real.malloc(asked)
                           : real.aligned_alloc(alignment, (asked + alignment - 1) & -alignment);
  }
  if (UNLIKELY(block == NULL)) block = call_real(which, size_to_ask(size), second, third);
  return record_block(block, size, caller);
}

ALWAYS_INLINE void delete_block(int which, void *block, uint64_t second, uint64_t third, uint64_t free_address) {
  if (block == NULL) return;
  if (direct()) {
    if (UNLIKELY(bootstrap_owns(block))) return;
    record_free(block, free_address);
    real.free(block);
  } else {
    /* The record is gone when the real operator calls free, so that free does not record itself as the place. */
    record_free(block, free_address);
    call_real(which, (uint64_t)block, second, third);
  }
}

#define FREE_ADDRESS ((uint64_t)__builtin_return_address(0))

EXPORT void *_Znwm(size_t size) { return new_block(NEW, size, 0, 0, 0, CALLER()); }
EXPORT void *_Znam(size_t size) { return new_block(NEW_ARRAY, size, 0, 0, 0, CALLER()); }
EXPORT void *_ZnwmRKSt9nothrow_t(size_t size, uint64_t nothrow) {
  return new_block(NEW_NOTHROW, size, nothrow, 0, 0, CALLER());
}
EXPORT void *_ZnamRKSt9nothrow_t(size_t size, uint64_t nothrow) {
  return new_block(NEW_ARRAY_NOTHROW, size, nothrow, 0, 0, CALLER());
}
EXPORT void *_ZnwmSt11align_val_t(size_t size, size_t alignment) {
  return new_block(NEW_ALIGNED, size, alignment, 0, alignment, CALLER());
}
EXPORT void *_ZnamSt11align_val_t(size_t size, size_t alignment) {
  return new_block(NEW_ARRAY_ALIGNED, size, alignment, 0, alignment, CALLER());
}
EXPORT void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, uint64_t nothrow) {
  return new_block(NEW_ALIGNED_NOTHROW, size, alignment, nothrow, alignment, CALLER());
}
EXPORT void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, uint64_t nothrow) {
  return new_block(NEW_ARRAY_ALIGNED_NOTHROW, size, alignment, nothrow, alignment, CALLER());
}

EXPORT void _ZdlPv(void *block) { delete_block(DELETE, block, 0, 0, FREE_ADDRESS); }
EXPORT void _ZdaPv(void *block) { delete_block(DELETE_ARRAY, block, 0, 0, FREE_ADDRESS); }
/* The size must be the one that was asked for: jemalloc trusts it. */
EXPORT void _ZdlPvm(void *block, size_t size) {
  delete_block(DELETE_SIZED, block, size_to_ask(size), 0, FREE_ADDRESS);
}
EXPORT void _ZdaPvm(void *block, size_t size) {
  delete_block(DELETE_ARRAY_SIZED, block, size_to_ask(size), 0, FREE_ADDRESS);
}
EXPORT void _ZdlPvRKSt9nothrow_t(void *block, uint64_t nothrow) {
  delete_block(DELETE_NOTHROW, block, nothrow, 0, FREE_ADDRESS);
}
EXPORT void _ZdaPvRKSt9nothrow_t(void *block, uint64_t nothrow) {
  delete_block(DELETE_ARRAY_NOTHROW, block, nothrow, 0, FREE_ADDRESS);
}
EXPORT void _ZdlPvSt11align_val_t(void *block, size_t alignment) {
  delete_block(DELETE_ALIGNED, block, alignment, 0, FREE_ADDRESS);
}
EXPORT void _ZdaPvSt11align_val_t(void *block, size_t alignment) {
  delete_block(DELETE_ARRAY_ALIGNED, block, alignment, 0, FREE_ADDRESS);
}
EXPORT void _ZdlPvmSt11align_val_t(void *block, size_t size, size_t alignment) {
  delete_block(DELETE_SIZED_ALIGNED, block, size_to_ask(size), alignment, FREE_ADDRESS);
}
EXPORT void _ZdaPvmSt11align_val_t(void *block, size_t size, size_t alignment) {
  delete_block(DELETE_ARRAY_SIZED_ALIGNED, block, size_to_ask(size), alignment, FREE_ADDRESS);
}
EXPORT void _ZdlPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, uint64_t nothrow) {
  delete_block(DELETE_ALIGNED_NOTHROW, block, alignment, nothrow, FREE_ADDRESS);
}
EXPORT void _ZdaPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, uint64_t nothrow) {
  delete_block(DELETE_ARRAY_ALIGNED_NOTHROW, block, alignment, nothrow, FREE_ADDRESS);
}
