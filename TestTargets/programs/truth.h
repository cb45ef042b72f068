// truth.h: a test target states the truth about its own addresses; the test asks Scry the same and compares.
//
//   truth(&node->next, "allocator: malloc; base: %p; size: %zu; type: struct node; path: .next", node, sizeof *node);
//
// prints one line of JSON, {"address":"0x…","allocator":"malloc",…}: what stands before a colon is a key of
// `scry what --json` (Documentation/JSON.md), "site.line" the key `line` of the object `site`. Values of digits alone
// are numbers. Only what is stated is compared. Beyond Scry's own keys the test knows:
//
//   typeOrNone   this type, or none at all: where the program never says what the block is, unknown is right, a
//                wrong type is not
//   readings     paths separated by commas, all of which hold (unions, bit-fields of one byte)
//   thread       the thread's own id
//   pid          ask this process (a child) rather than the first one
//
// Nothing here allocates: stating the truth does not change it.
#ifndef TRUTH_H
#define TRUTH_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct truth_line {
  char text[2048];
  size_t length;
};

static void truth_put(struct truth_line *line, const char *text, size_t length) {
  for (size_t i = 0; i < length && line->length < sizeof line->text - 8; i++) {
    if (text[i] == '"' || text[i] == '\\') line->text[line->length++] = '\\';
    line->text[line->length++] = text[i];
  }
}

static void truth_raw(struct truth_line *line, const char *text) {
  while (*text && line->length < sizeof line->text - 8) line->text[line->length++] = *text++;
}

// One `key: value` as `,"key":"value"`, or `,"key":value` when the value is a decimal number.
static void truth_pair(struct truth_line *line, const char *pair, size_t length) {
  const char *colon = (const char *)memchr(pair, ':', length);
  if (!colon) return;
  const char *value = colon + 2;
  size_t value_length = length - (size_t)(value - pair);
  int number = value_length > 0 && strspn(value, "0123456789") >= value_length;
  truth_raw(line, ",\"");
  truth_put(line, pair, (size_t)(colon - pair));
  truth_raw(line, number ? "\":" : "\":\"");
  truth_put(line, value, value_length);
  if (!number) truth_raw(line, "\"");
}

static void truth_write(const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(1, text, length);
    if (written <= 0) _exit(9);
    text += written;
    length -= (size_t)written;
  }
}

// The first line of a program: whom the test has to ask.
static void truth_pid(void) {
  static int told;
  if (told) return;
  told = 1;
  char text[32];
  truth_write(text, (size_t)snprintf(text, sizeof text, "pid %d\n", getpid()));
}

__attribute__((noinline, unused, format(printf, 2, 3))) static void truth(
    const volatile void *address, const char *format, ...) {
  char facts[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(facts, sizeof facts, format, arguments);
  va_end(arguments);

  truth_pid();
  struct truth_line line = {{0}, 0};
  char start[64];
  snprintf(start, sizeof start, "truth {\"address\":\"%p\"", (const void *)address);
  truth_raw(&line, start);
  for (const char *fact = facts; *fact;) {
    const char *end = strstr(fact, "; ");
    size_t length = end ? (size_t)(end - fact) : strlen(fact);
    truth_pair(&line, fact, length);
    fact += length + (end ? 2 : 0);
  }
  truth_raw(&line, "}\n");
  truth_write(line.text, line.length);
}

// Everything is said: wait until the test has asked (it closes our standard input).
__attribute__((noinline, unused)) static int ready(void) {
  truth_pid();
  truth_write("ready\n", 6);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  return 0;
}

// Keeps a value alive up to here and lets the compiler assume nothing about what it points to.
#define KEEP(value) __asm__ volatile("" : : "g"(value) : "memory")

// A function that stays a function of its own at every optimisation level.
#define OUT_OF_LINE __attribute__((noinline, noclone))
#ifdef __clang__
#undef OUT_OF_LINE
#define OUT_OF_LINE __attribute__((noinline))
#endif

// The compilers spell the arguments of templates in their own ways, and debug information has only that name.
#ifdef __clang__
#define CONST_INT "const int"
#else
#define CONST_INT "int const"
#endif

#endif
