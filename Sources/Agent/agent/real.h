/* The functions that the agent stands in front of, as the program would have found them without it. */
#ifndef SCRY_REAL_H
#define SCRY_REAL_H

#include <pthread.h>
#include <signal.h>
#include <sys/types.h>

#include "agent.h"

struct dl_phdr_info;

struct real_functions {
  void *(*malloc)(size_t);
  void *(*calloc)(size_t, size_t);
  void *(*realloc)(void *, size_t);
  void (*free)(void *);
  void *(*memalign)(size_t, size_t);
  int (*posix_memalign)(void **, size_t, size_t);
  void *(*aligned_alloc)(size_t, size_t);
  void *(*valloc)(size_t);
  void *(*pvalloc)(size_t);
  int (*pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  int (*thrd_create)(pthread_t *, int (*)(void *), void *);
  void *(*mmap)(void *, size_t, int, int, int, off_t);
  int (*munmap)(void *, size_t);
  void *(*mremap)(void *, size_t, size_t, int, ...);
  void *(*sbrk)(intptr_t);
  int (*brk)(void *);
  int (*sigaltstack)(const stack_t *, stack_t *);
  int (*dl_iterate_phdr)(int (*)(struct dl_phdr_info *, size_t, void *), void *);
  void *(*dlopen)(const char *, int);
  void *(*dlmopen)(long, const char *, int);
  int (*dlclose)(void *);
  /* The smallest size to ask for while blocks are recorded: real_least_size, or 0 when the agent stands aside. */
  size_t least_size;
};
extern struct real_functions real HIDDEN;

/* Fills `real` in. Called by the first allocation, before any constructor: the dynamic linker itself allocates through us. */
void real_resolve(void);

ALWAYS_INLINE void real_ready(void) {
  if (UNLIKELY(real.malloc == NULL)) real_resolve();
}

/* glibc's blocks are 32 bytes apart at least, so each granule of the index holds the start of one: 0. Other allocators have classes of 8
 * and 16 bytes; asking them for 17 gets the next one. */
size_t real_least_size(void);

/* The definition of a symbol after ours; NULL if there is none. Also looks into libraries that were loaded later. Every look-up ends
 * what dlerror() would tell the program: so look symbols up at the start, not when the program runs. */
void *real_symbol(const char *name);

/* While dlsym runs it may allocate: that comes from a small arena, which is never given back. */
bool resolving(void);
enum { BOOTSTRAP_SIZE = 65536 };
extern char bootstrap_arena[BOOTSTRAP_SIZE] HIDDEN;
void *bootstrap_allocate(size_t size, size_t alignment);
ALWAYS_INLINE bool bootstrap_owns(const void *address) {
  return (uint64_t)address - (uint64_t)bootstrap_arena < BOOTSTRAP_SIZE;
}
size_t bootstrap_size(const void *address);

#endif
