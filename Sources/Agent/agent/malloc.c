/* malloc and its relatives: call the real one, then record. Calls from inside libc (strdup, asprintf, getline, fopen) arrive here too,
 * because glibc calls malloc through its own procedure linkage table. */
#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "allocate.h"

EXPORT void *malloc(size_t size) {
  real_ready();
  if (UNLIKELY(real.malloc == NULL)) return bootstrap_allocate(size, 16);
  void *block = real.malloc(size_to_ask(size));
  return record_block(block, size, CALLER());
}

EXPORT void *calloc(size_t count, size_t size) {
  size_t whole;
  real_ready();
  if (UNLIKELY(__builtin_mul_overflow(count, size, &whole))) whole = SIZE_MAX; /* the real one refuses it, and sets errno */
  if (UNLIKELY(real.malloc == NULL)) return bootstrap_allocate(whole, 16); /* never used before: still zero */
  void *block = whole < real.least_size ? real.calloc(1, real.least_size) : real.calloc(count, size);
  return record_block(block, whole, CALLER());
}

ALWAYS_INLINE void release(void *block, uint64_t free_address) {
  if (block == NULL) return;
  if (UNLIKELY(bootstrap_owns(block))) return;
  real_ready();
  /* Before the free: afterwards another thread may own the memory and have recorded its block. */
  record_free(block, free_address);
  if (LIKELY(real.free != NULL)) real.free(block); /* REAL_FREE in Tests/Model/records.pml */
}

EXPORT void free(void *block) { release(block, (uint64_t)__builtin_return_address(0)); }

/* C23: what malloc and aligned_alloc gave, with the numbers that they were called with, which free does not need. */
EXPORT void free_sized(void *block, size_t size) {
  (void)size;
  release(block, (uint64_t)__builtin_return_address(0));
}

EXPORT void free_aligned_sized(void *block, size_t alignment, size_t size) {
  (void)alignment;
  (void)size;
  release(block, (uint64_t)__builtin_return_address(0));
}

/* Removed from glibc 2.26's headers, but programs of before still link to it. */
EXPORT void cfree(void *block) { release(block, (uint64_t)__builtin_return_address(0)); }

/* realloc of a block that was handed out while the real functions were being looked for. */
static void *bootstrap_move(void *block, size_t size) {
  size_t old = bootstrap_size(block);
  void *copy = real.malloc == NULL ? bootstrap_allocate(size, 16) : real.malloc(size_to_ask(size));
  if (copy != NULL) memcpy(copy, block, old < size ? old : size);
  return copy;
}

/* glibc frees and returns NULL for a size of 0; an allocator that returns a block instead has resized it. */
static void *resize_known(void *block, size_t size, struct caller caller) {
  struct reallocation act = index_realloc_begin((uint64_t)block);
  void *result = real.realloc(block, size == 0 ? 0 : size_to_ask(size));
  if (result == block) {
    index_realloc_in_place(&act, size, recording ? site_of(caller) : 0);
  } else if (result != NULL || size == 0) {
    index_realloc_moved(&act, caller.return_address);
    record_block(result, size, caller);
  } else {
    index_realloc_failed(&act);
  }
  return result;
}

ALWAYS_INLINE void *resize(void *block, size_t size, struct caller caller) {
  real_ready();
  if (UNLIKELY(bootstrap_owns(block))) return record_block(bootstrap_move(block, size), size, caller);
  if (UNLIKELY(real.malloc == NULL)) return block == NULL ? bootstrap_allocate(size, 16) : NULL;
  if (block == NULL) return record_block(real.realloc(NULL, size_to_ask(size)), size, caller);
  if (UNLIKELY(chunks == NULL)) return real.realloc(block, size);
  void *result = resize_known(block, size, caller);
  /* Keeps this from being a jump: `caller.frame` is in this function's frame, which a jump would give up. */
  __asm__ volatile("" ::: "memory");
  return result;
}

EXPORT void *realloc(void *block, size_t size) { return resize(block, size, CALLER()); }

EXPORT void *reallocarray(void *block, size_t count, size_t size) {
  size_t whole;
  if (__builtin_mul_overflow(count, size, &whole)) {
    errno = ENOMEM;
    return NULL;
  }
  return resize(block, whole, CALLER());
}

EXPORT void *memalign(size_t alignment, size_t size) {
  real_ready();
  if (UNLIKELY(real.memalign == NULL)) return bootstrap_allocate(size, alignment);
  return record_block(real.memalign(alignment, size_to_ask(size)), size, CALLER());
}

EXPORT int posix_memalign(void **result, size_t alignment, size_t size) {
  real_ready();
  if (UNLIKELY(real.posix_memalign == NULL)) return ENOMEM;
  int error = real.posix_memalign(result, alignment, size_to_ask(size));
  if (error == 0) record_block(*result, size, CALLER());
  return error;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
  real_ready();
  if (UNLIKELY(real.aligned_alloc == NULL)) return bootstrap_allocate(size, alignment);
  /* Not size_to_ask: some allocators want a multiple of the alignment. */
  size_t asked = size < real.least_size ? (alignment > real.least_size ? alignment : 32) : size;
  return record_block(real.aligned_alloc(alignment, asked), size, CALLER());
}

EXPORT void *valloc(size_t size) {
  real_ready();
  if (UNLIKELY(real.valloc == NULL)) return bootstrap_allocate(size, 4096);
  return record_block(real.valloc(size_to_ask(size)), size, CALLER());
}

EXPORT void *pvalloc(size_t size) {
  real_ready();
  if (UNLIKELY(real.pvalloc == NULL)) return bootstrap_allocate(size, 4096);
  return record_block(real.pvalloc(size_to_ask(size)), size, CALLER());
}
