/* mmap and its relatives, brk and sbrk: as the program and its libraries call them. libc's own calls do not come by here, and need not:
 * the kernel knows all mappings, this adds the site of those that somebody asked for. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include "real.h"
#include "regions.h"
#include "sites.h"
#include "syscalls.h"

/* Whoever stands behind us: libc, or another library that watches mappings. Allocators map memory before `real` is filled in; then it is the
 * kernel, which is all that libc's functions are about. */
static long checked(long result) {
  if (!sys_failed(result)) return result;
  errno = (int)-result;
  return -1;
}

static void *real_map(void *address, size_t size, int protection, int flags, int file, off_t offset) {
  if (LIKELY(real.mmap != NULL)) return real.mmap(address, size, protection, flags, file, offset);
  return (void *)checked(sys_call6(SYS_mmap, (long)address, (long)size, protection, flags, file, offset));
}

static int real_unmap(void *address, size_t size) {
  return LIKELY(real.munmap != NULL) ? real.munmap(address, size) : (int)checked(sys_munmap((uint64_t)address, size));
}

static void *map(void *address, size_t size, int protection, int flags, int file, off_t offset, struct caller caller) {
  void *result = real_map(address, size, protection, flags, file, offset);
  if (result != MAP_FAILED && recording) {
    region_insert((uint64_t)result, size, SCRY_REGION_MMAP, site_of(caller), protection, flags);
  }
  return result;
}

EXPORT void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
  return map(address, size, protection, flags, file, offset, CALLER());
}

EXPORT void *mmap64(void *address, size_t size, int protection, int flags, int file, off64_t offset) {
  return map(address, size, protection, flags, file, offset, CALLER());
}

/* Forgotten before the call: afterwards another thread may have mapped something there. The kernel refuses an address inside a page. */
EXPORT int munmap(void *address, size_t size) {
  if (((uint64_t)address & 4095) == 0) region_remove((uint64_t)address, size);
  return real_unmap(address, size);
}

EXPORT void *mremap(void *address, size_t old_size, size_t size, int flags, ...) {
  void *wanted = NULL;
  if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) {
    va_list arguments;
    va_start(arguments, flags);
    wanted = va_arg(arguments, void *);
    va_end(arguments);
  }
  struct scry_index_region old;
  bool known = region_find((uint64_t)address, &old);
  if (!(flags & MREMAP_DONTUNMAP)) region_remove((uint64_t)address, old_size);
  real_ready();
  void *result = real.mremap == NULL ? MAP_FAILED : real.mremap(address, old_size, size, flags, wanted);
  if (result != MAP_FAILED && recording) {
    region_insert((uint64_t)result, size, SCRY_REGION_MMAP, site_of(CALLER()), known ? old.protection : 0,
                  known ? old.mapping_flags : 0);
  } else if (result == MAP_FAILED && known) {
    region_restore(&old);
  }
  return result;
}

/* brk and sbrk keep libc's own idea of the break, so the real ones have to be called. glibc's malloc grows the break from inside libc,
 * and its growth is malloc's; only a program that moves the break itself comes by here. */
ALWAYS_INLINE void *move_break(intptr_t change, struct caller caller) {
  real_ready();
  if (real.sbrk == NULL) return errno = ENOMEM, (void *)-1;
  void *before = real.sbrk(change);
  if (before == (void *)-1) return before;
  if (change > 0 && recording) {
    region_insert((uint64_t)before, (uint64_t)change, SCRY_REGION_BRK, site_of(caller), PROT_READ | PROT_WRITE, 0);
  } else if (change < 0) {
    region_remove((uint64_t)before + (uint64_t)change, (uint64_t)-change);
  }
  return before;
}

EXPORT void *sbrk(intptr_t change) { return move_break(change, CALLER()); }

EXPORT int brk(void *address) {
  uint64_t before = (uint64_t)move_break(0, CALLER());
  if (real.brk == NULL) return errno = ENOMEM, -1;
  int result = real.brk(address);
  uint64_t after = (uint64_t)address;
  if (result == 0 && after > before && recording) {
    region_insert(before, after - before, SCRY_REGION_BRK, site_of(CALLER()), PROT_READ | PROT_WRITE, 0);
  } else if (result == 0 && after < before) {
    region_remove(after, before - after);
  }
  return result;
}
