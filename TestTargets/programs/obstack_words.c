// An obstack of libc: objects in chunks in blocks.
#include <obstack.h>
#include <stdlib.h>

#include "truth.h"

#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

struct word {
  struct word *next;
  int count;
  char text[];
};

static struct obstack words;

static struct word *new_word(const char *text) {
  struct word *word = obstack_alloc(&words, sizeof *word + strlen(text) + 1);
  strcpy(word->text, text);
  word->next = NULL;
  word->count = 1;
  return word;
}

int main(void) {
  obstack_init(&words);
  struct word *first = new_word("first");
  struct word *second = new_word("second");
  first->next = second;

  truth(&words.next_free,
        "allocator: static; type: struct obstack; path: .next_free; memberType: char *; symbol: words");
  truth(&first->count, "state: live; typeOrNone: struct word | struct _obstack_chunk");
  truth(&second->text[3], "state: live; typeOrNone: struct word | struct _obstack_chunk");
  return ready();
}
