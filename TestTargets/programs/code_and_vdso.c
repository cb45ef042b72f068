// Addresses of code: our functions, libc's, and the page of code that the kernel gives.
#include <dlfcn.h>
#include <sys/auxv.h>

#include "truth.h"

OUT_OF_LINE int triple(int value) {
  KEEP(value);
  return value * 3;
}

static OUT_OF_LINE long hidden(long value) {
  KEEP(value);
  return value + 1;
}

int main(void) {
  char *vdso = (char *)getauxval(AT_SYSINFO_EHDR);
  void *libc_function = dlsym(RTLD_DEFAULT, "getenv");
  KEEP(triple(1));
  KEEP(hidden(1));

  truth((void *)triple, "allocator: code; symbol: triple; region.permissions: r-xp; module: code_and_vdso-" FLAVOUR);
  truth((char *)triple + 1, "allocator: code; symbol: triple; offset: 1");
  truth((void *)hidden, "allocator: code; symbol: hidden");
  truth((char *)main + 4, "allocator: code; symbol: main");
  truth(libc_function, "allocator: code; symbol: getenv; module: libc.so.6");
  if (vdso) truth(vdso + 16, "allocator: vdso");
  return ready();
}
