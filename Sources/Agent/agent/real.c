/* Finding the functions behind ours, and what to do while they are looked for. */
#define _GNU_SOURCE
#include "real.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <string.h>

struct real_functions real;

static uint64_t resolver; /* the thread that resolves, 0 if none */
char bootstrap_arena[BOOTSTRAP_SIZE] __attribute__((aligned(32)));
static size_t arena_used;

bool resolving(void) { return LOAD_RELAXED(&resolver) != 0; }

/* Each block is preceded by its size. NULL when the arena is full, which makes dlsym fail and us stand aside. */
void *bootstrap_allocate(size_t size, size_t alignment) {
  if (alignment < 32) alignment = 32;
  if (size > BOOTSTRAP_SIZE || alignment > 4096) return NULL;
  size_t start = (((uint64_t)bootstrap_arena + arena_used + sizeof(size_t) + alignment - 1) & -alignment) - (uint64_t)bootstrap_arena;
  if (start + size > BOOTSTRAP_SIZE) return NULL;
  arena_used = start + size;
  memcpy(bootstrap_arena + start - sizeof(size_t), &size, sizeof size);
  return bootstrap_arena + start;
}

size_t bootstrap_size(const void *address) {
  size_t size;
  memcpy(&size, (const char *)address - sizeof size, sizeof size);
  return size;
}

/* RTLD_NEXT sees what was loaded with the program. A library that was loaded later and locally (libstdc++ under a plugin of a C
 * program) is found by asking every library of the linker's list. */
void *real_symbol(const char *name) {
  void *symbol = dlsym(RTLD_NEXT, name);
  if (symbol != NULL) return symbol;
  for (struct link_map *map = _r_debug.r_map; map != NULL && symbol == NULL; map = map->l_next) {
    if (map->l_name == NULL || map->l_name[0] != '/' || real.dlopen == NULL) continue;
    void *handle = real.dlopen(map->l_name, RTLD_LAZY | RTLD_NOLOAD);
    if (handle == NULL) continue;
    symbol = dlsym(handle, name);
    if (symbol != NULL && symbol == dlsym(RTLD_DEFAULT, name)) symbol = NULL; /* our own */
    real.dlclose(handle);
  }
  return symbol;
}

static bool same_library(const void *a, const void *b) {
  Dl_info first, second;
  return dladdr(a, &first) && dladdr(b, &second) && first.dli_fbase == second.dli_fbase;
}

static void resolve(struct real_functions *found) {
  found->malloc = dlsym(RTLD_NEXT, "malloc");
  found->calloc = dlsym(RTLD_NEXT, "calloc");
  found->realloc = dlsym(RTLD_NEXT, "realloc");
  found->free = dlsym(RTLD_NEXT, "free");
  found->memalign = dlsym(RTLD_NEXT, "memalign");
  found->posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
  found->aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
  found->valloc = dlsym(RTLD_NEXT, "valloc");
  found->pvalloc = dlsym(RTLD_NEXT, "pvalloc");
  found->pthread_create = dlsym(RTLD_NEXT, "pthread_create");
  found->thrd_create = dlsym(RTLD_NEXT, "thrd_create");
  found->dlopen = dlsym(RTLD_NEXT, "dlopen");
  found->dlmopen = dlsym(RTLD_NEXT, "dlmopen");
  found->dlclose = dlsym(RTLD_NEXT, "dlclose");
  found->mmap = dlsym(RTLD_NEXT, "mmap");
  found->munmap = dlsym(RTLD_NEXT, "munmap");
  found->mremap = dlsym(RTLD_NEXT, "mremap");
  found->sbrk = dlsym(RTLD_NEXT, "sbrk");
  found->brk = dlsym(RTLD_NEXT, "brk");
  found->sigaltstack = dlsym(RTLD_NEXT, "sigaltstack");
  found->dl_iterate_phdr = dlsym(RTLD_NEXT, "dl_iterate_phdr");
}

size_t real_least_size(void) {
  return same_library((void *)real.malloc, dlsym(RTLD_NEXT, "gnu_get_libc_version")) ? 0 : 17;
}

void real_resolve(void) {
  uint64_t nobody = 0;
  int saved = errno;
  /* No second thread exists yet: ld.so allocates before the first constructor runs. */
  if (!__atomic_compare_exchange_n(&resolver, &nobody, thread_pointer(), false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return;
  struct real_functions found = {0};
  resolve(&found);
  /* `malloc` last: it is what real_ready looks at. */
  void *(*allocate)(size_t) = found.malloc;
  found.malloc = NULL;
  real = found;
  STORE_RELEASE(&real.malloc, allocate);
  STORE_RELEASE(&resolver, 0);
  errno = saved;
}
