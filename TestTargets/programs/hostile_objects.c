// Objects that a display may trip over: cycles, pointers to themselves, text that is none, lengths that lie.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "truth.h"

enum mood { CALM = 1, ODD = 1 << 30 };

struct knot {
  struct knot *self;
  struct knot *other;
  void *inside;
  char *words;
  enum mood mood;
  long length;
  union {
    double number;
    struct knot *pointer;
    char bytes[8];
    void (*code)(void);
  } either;
  char text[24];
  int tail[];
};

static struct knot *first, *second;

/* Escape sequences that clear a screen or set a title, a bell, bytes that are no UTF-8, wide and combining characters. */
static const char poison[] = "\033[2J\033]0;owned\007\233\377\300\200 \xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81 \xe2\x80\xae";

static struct knot *tie(size_t extra) {
  struct knot *knot = calloc(1, sizeof *knot + extra * sizeof(int));
  memcpy(knot->text, poison, sizeof knot->text);
  knot->words = malloc(sizeof poison);
  memcpy(knot->words, poison, sizeof poison);
  knot->self = knot;
  knot->inside = &knot->either.bytes[3];
  knot->mood = (enum mood)0x5a5a5a5a;
  knot->length = INT64_MAX;
  knot->either.number = 0.1;
  return knot;
}

int main(void) {
  first = tie(1000);
  second = tie(0);
  first->other = second;
  second->other = first;
  second->either.pointer = (struct knot *)0xdeadbeefcafe;
  struct knot *gone = tie(4);
  second->self = gone;
  free(gone);
  for (int count = 0; count < 500; count++) {
    struct knot *knot = tie((size_t)count % 7);
    knot->other = first;
    first->inside = knot;
  }
  truth(first, "allocator: malloc; base: %p; typeOrNone: struct knot", (void *)first);
  return ready();
}
