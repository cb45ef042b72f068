/* The agent's start: whether it can work here, and the setting-up of its tables. Nothing is ever printed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <sys/auxv.h>

#include "free_ring.h"
#include "locks.h"
#include "modules.h"
#include "operators.h"
#include "real.h"
#include "sanitizers.h"
#include "syscalls.h"
#include "tables.h"
#include "threads.h"

static enum scry_index_reason reason_to_stand_aside(void) {
  if (getauxval(AT_SECURE)) return SCRY_STOP_SECURE;
  if (sanitizer_present()) return SCRY_STOP_SANITIZER;
  return SCRY_STOP_NONE;
}

/* Whether an address is a program's own stub for a function of a library. In a program that is not position-independent and
 * takes the function's address, the stub is what dlsym gives to all (x86-64 psABI, "Function Addresses"). */
static bool is_stub(void *function) {
  Dl_info info;
  const ElfW(Sym) *symbol = NULL;
  return dladdr1(function, &info, (void **)&symbol, RTLD_DL_SYMENT) != 0 && symbol != NULL &&
         symbol->st_shndx == SHN_UNDEF;
}

/* Who provides malloc. When the program's own comes before ours, no allocation ever gets here. */
static void note_allocator(void) {
  void *effective = dlsym(RTLD_DEFAULT, "malloc");
  header->allocator_module = module_of((uint64_t)real.malloc);
  if (module_of((uint64_t)effective) != module_of((uint64_t)&note_allocator) && !is_stub(effective)) {
    header->allocator_module = module_of((uint64_t)effective);
    index_stop(SCRY_STOP_FOREIGN_MALLOC);
  } else if (real.least_size != 0) {
    index_flag(SCRY_FLAG_RELAYED);
  }
}

static void after_fork(void) {
  header->pid = sys_getpid();
  threads_after_fork();
  free_rings_after_fork();
}

/* -z initfirst: before the constructors of all other libraries, so that what they allocate is recorded. */
__attribute__((constructor)) static void start(int argc, char **argv, char **environment) {
  (void)argc;
  (void)argv;
  int saved = errno;
  real_ready();
  enum scry_index_reason reason = reason_to_stand_aside();
  if (reason == SCRY_STOP_NONE) reason = tables_start();
  if (reason != SCRY_STOP_NONE) {
    index_stop(reason);
  } else {
    real.least_size = real_least_size();
    threads_start();
    modules_start(environment);
    pthread_atfork(NULL, NULL, after_fork);
    operators_start();
    STORE_RELEASE(&header->status, SCRY_INDEX_RUNNING);
  }
  (void)dlerror(); /* what we did not find is no error of the program's */
  if (reason == SCRY_STOP_NONE) {
    STORE_RELEASE(&recording, true);
    note_allocator();
  }
  errno = saved;
}
