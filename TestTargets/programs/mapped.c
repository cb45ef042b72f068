// Memory by mmap: anonymous, shared, of a file, with a guard page, and a place that was unmapped.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "truth.h"

static const size_t page = 4096;

static char *map(size_t pages, int protection, int flags, int file) {
  char *start = mmap(NULL, pages * page, protection, flags, file, 0);
  if (start == MAP_FAILED) abort();
  return start;
}

int main(void) {
  // A reservation without access keeps the parts below apart from the kernel's other mappings.
  char *area = map(16, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  char *open = mmap(area + 4 * page, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (open != area + 4 * page) return 1;
  char *shared = map(2, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
  int file = open64("/proc/self/exe", O_RDONLY);
  char *text = map(1, PROT_READ, MAP_PRIVATE, file);
  char *gone = map(1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  munmap(gone, page);

  truth(open + 5000, "allocator: mmap; state: live; region.permissions: rw-p; region.start: %p; region.end: %p",
        (void *)open, (void *)(open + 3 * page));
  truth(area + 100, "allocator: mmap; region.permissions: ---p; region.start: %p", (void *)area);
  truth(area + 8 * page, "region.permissions: ---p");
  truth(shared + page, "allocator: mmap; state: live; region.permissions: rw-s");
  truth(text + 64, "allocator: mmap; region.permissions: r--p; region.file: mapped-" FLAVOUR);
  truth(gone, "allocator: none");
  truth((void *)0x10, "allocator: none");
  return ready();
}
