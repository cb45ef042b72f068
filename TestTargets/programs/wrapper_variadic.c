// Variadic wrappers: the size is the sum of the arguments, or the length of a formatted text.
#include <stdarg.h>
#include <stdlib.h>

#include "truth.h"

struct header {
  int count;
  const char *label;
};

OUT_OF_LINE void *alloc_sum(int count, ...) {
  va_list sizes;
  va_start(sizes, count);
  size_t total = 0;
  for (int i = 0; i < count; i++) total += va_arg(sizes, size_t);
  va_end(sizes);
  void *block = malloc(total);
  if (!block) abort();
  return block;
}

OUT_OF_LINE char *format(const char *text, ...) {
  char *result = NULL;
  va_list arguments;
  va_start(arguments, text);
  if (vasprintf(&result, text, arguments) < 0) abort();
  va_end(arguments);
  return result;
}

int main(void) {
  struct header *header = alloc_sum(1, sizeof *header); const int header_line = __LINE__;
  header->count = 1;
  header->label = "label";
  int *numbers = alloc_sum(3, sizeof(int), 4 * sizeof(int), 5 * sizeof(int));
  numbers[0] = 1;
  char *text = format("%d-%s", 12, "twelve");

  truth(&header->label,
        "allocator: malloc; base: %p; size: %zu; type: struct header; path: .label; memberType: const char *; "
        "site.line: %d",
        (void *)header, sizeof *header, header_line);
  truth(&numbers[9], "allocator: malloc; base: %p; size: 40; type: int[10]; path: [9]", (void *)numbers);
  truth(text + 1, "allocator: malloc; state: live; base: %p", (void *)text);
  return ready();
}
