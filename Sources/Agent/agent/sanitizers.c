/* Standing aside for sanitizers so that they start at all. */
#define _GNU_SOURCE
#include "sanitizers.h"

#include <dlfcn.h>
#include <link.h>

#include "real.h"

static bool find_sanitizer(void) {
  static const char *const symbols[] = {"__asan_init", "__hwasan_init", "__msan_init", "__tsan_init"};
  for (unsigned i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    if (dlsym(RTLD_DEFAULT, symbols[i]) != NULL) return true;
  }
  return false;
}

bool sanitizer_present(void) {
  static int known = -1;
  if (UNLIKELY(known < 0)) known = find_sanitizer();
  return known;
}

struct filter {
  int (*callback)(struct dl_phdr_info *, size_t, void *);
  void *context;
};

static int pass_others(struct dl_phdr_info *info, size_t size, void *context) {
  const struct filter *filter = context;
  uint64_t here = (uint64_t)&pass_others;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type == PT_LOAD && here - info->dlpi_addr - segment->p_vaddr < segment->p_memsz) return 0;
  }
  return filter->callback(info, size, filter->context);
}

/* libasan ends the program when another library comes before it ("ASan runtime does not come first in initial library list",
 * asan_linux.cpp, which lists the libraries with this function). We stand aside for it, so we are not in its way: we leave ourselves out of the
 * list that it sees. Everybody else gets the real list. */
EXPORT int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *, size_t, void *), void *context) {
  real_ready();
  if (UNLIKELY(real.dl_iterate_phdr == NULL)) return 0;
  if (LIKELY(!sanitizer_present())) return real.dl_iterate_phdr(callback, context);
  struct filter filter = {callback, context};
  return real.dl_iterate_phdr(pass_others, &filter);
}
