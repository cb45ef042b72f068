/*
 * scry_alloc.h: ask the agent about an address, and tell it about memory that the program parcels out itself.
 *
 * The queries are those of Kell, "Towards a Dynamic Object Model within Unix Processes" (Onward! 2015), Fig. 3. They are
 * answered inside the process, without a system call, from any thread and from signal handlers; they allocate nothing.
 *
 * The functions live in libscry-agent.so, which `scry run` preloads. All are declared weak, so a program that uses this header
 * needs no library to link with and runs unchanged without the agent. (In position-independent code, the default everywhere: with
 * -fno-pie a linker may bind an undefined weak symbol to 0 for good.) Ask scry_present() before you call a query; the pool
 * functions at the end are inline and do nothing when there is no agent.
 */
#ifndef SCRY_ALLOC_H
#define SCRY_ALLOC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef SCRY_ALLOC_API
#define SCRY_ALLOC_API __attribute__((weak))
#endif

/* A uniqtype: a type of one module, as its uniqtype table describes it. Valid until the process ends. */
typedef struct scry_meta_type scry_type_t;

/* Who handed a piece of memory out. */
typedef struct scry_allocator {
  const char *name; /* "malloc", "mmap", "stack", "static", or the name of a registered pool */
} scry_allocator_t;

/* What alloc_dladdr tells of an address. */
typedef struct scry_alloc_info {
  const void *base;                /* of the allocation */
  size_t size;                     /* bytes that were asked for */
  const scry_allocator_t *allocator;
  const void *site;                /* return address of the allocating call; NULL when unknown or not applicable */
  const scry_type_t *type;         /* NULL when unknown */
  uint64_t generation;             /* distinguishes this allocation from earlier and later ones at the same base */
} scry_alloc_info_t;

/* The type of the allocation that holds `address` (not of the subobject there): of a static variable by its declaration, of a
 * heap block by its allocation site and size. NULL when unknown or only probable. */
SCRY_ALLOC_API const scry_type_t *alloc_get_type(const void *address);

/* The innermost allocator that handed out the memory at `address`; NULL when nobody known did, or it was taken back. */
SCRY_ALLOC_API const scry_allocator_t *alloc_get_allocator(const void *address);

/* The return address of the call that allocated: the innermost frame recorded. NULL when unknown or not applicable. */
SCRY_ALLOC_API const void *alloc_get_site(const void *address);

/* The first byte of the live allocation that holds `address`; NULL if none does. */
SCRY_ALLOC_API const void *alloc_get_base(const void *address);

/* One past the last byte that was asked for; NULL if no live allocation holds `address`. */
SCRY_ALLOC_API const void *alloc_get_limit(const void *address);

/* The number of bytes that were asked for; 0 if no live allocation holds `address`. */
SCRY_ALLOC_API size_t alloc_get_size(const void *address);

/* Everything at once, for one and the same moment. Returns 1 and fills `*info`, or returns 0 when no live allocation that
 * Scry knows holds `address`. */
SCRY_ALLOC_API int alloc_dladdr(const void *address, scry_alloc_info_t *info);

/* Writes the C spelling of a type ("struct node", "char *") with its NUL into at most `size` bytes, cut to fit. Returns the
 * length of the whole spelling without the NUL; 0 for NULL. */
SCRY_ALLOC_API size_t alloc_type_name(const scry_type_t *type, char *buffer, size_t size);

/* The size of a type in bytes; 0 when it has none. */
SCRY_ALLOC_API size_t alloc_type_size(const scry_type_t *type);

/*
 * Pools. A pool is a range of memory that the program has from elsewhere (a malloc block, a mapping, a static array, a piece of
 * another pool) and gives out in parts of its own.
 */

/* Registers [base, base + size) as the pool `name` (copied). Returns a handle, or 0 when the tables are full. The handle is never
 * used again for another pool. */
SCRY_ALLOC_API uint64_t alloc_pool_create(const char *name, const void *base, size_t size);

/* Says that [address, address + size), inside the pool, is allocated from now on. `type` is the C spelling of its type ("struct
 * node", "int[16]"), or NULL when unknown; it is copied. Replaces whatever was registered at the same address. Returns 1, or 0
 * when the range is not inside the pool, overlaps another allocation in it, or the tables are full. */
SCRY_ALLOC_API int alloc_pool_register(uint64_t pool, const void *address, size_t size, const char *type);

/* Says that the allocation that begins at `address` was given back. Call it before the memory can be handed out again. Returns 0
 * when none begins there. */
SCRY_ALLOC_API int alloc_pool_unregister(uint64_t pool, const void *address);

/* Gives all allocations of the pool back at once (a reset of an arena). */
SCRY_ALLOC_API void alloc_pool_reset(uint64_t pool);

/* Resets the pool and forgets it. Call it before the memory under it is freed. */
SCRY_ALLOC_API void alloc_pool_destroy(uint64_t pool);

#ifndef SCRY_ALLOC_AGENT /* the agent itself has no use for these */

/* Whether the agent is in this process. */
static inline int scry_present(void) { return alloc_get_type != 0; }

/* The pool functions, for programs that also run without the agent. */
static inline uint64_t scry_pool_create(const char *name, const void *base, size_t size) {
  return alloc_pool_create ? alloc_pool_create(name, base, size) : 0;
}

static inline void scry_pool_register(uint64_t pool, const void *address, size_t size, const char *type) {
  if (alloc_pool_register && pool) alloc_pool_register(pool, address, size, type);
}

static inline void scry_pool_unregister(uint64_t pool, const void *address) {
  if (alloc_pool_unregister && pool) alloc_pool_unregister(pool, address);
}

static inline void scry_pool_reset(uint64_t pool) {
  if (alloc_pool_reset && pool) alloc_pool_reset(pool);
}

static inline void scry_pool_destroy(uint64_t pool) {
  if (alloc_pool_destroy && pool) alloc_pool_destroy(pool);
}

#endif

#ifdef __cplusplus
}
#endif

#endif
