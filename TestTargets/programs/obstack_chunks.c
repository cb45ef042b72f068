// Obstacks in a variable and in a heap object: chunks, what is in use in them, the object that grows.
#include <obstack.h>
#include <stdlib.h>
#include <string.h>

#include "truth.h"

#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

struct parser {
  int depth;
  struct obstack names;
};

static struct obstack lines;
static struct parser *parser;

int main(void) {
  parser = malloc(sizeof *parser);
  parser->depth = 1;
  obstack_begin(&parser->names, 1000);
  obstack_begin(&lines, 500);
  char *first = obstack_copy0(&lines, "first", 5);
  // Larger than what is left of the first chunk.
  char *second = obstack_alloc(&lines, 600);
  memset(second, 'x', 600);
  obstack_grow(&lines, "growing", 7);
  char *growing = obstack_base(&lines);
  char *name = obstack_copy0(&parser->names, "name", 4);

  truth(&parser->names.chunk, "type: struct parser; path: .names.chunk");
  truth(first + 2, "allocator: obstack lines; state: live; typeOrNone: none");
  truth(second + 599, "allocator: obstack lines; state: live; typeOrNone: none");
  truth(growing + 3, "allocator: obstack lines; state: live; base: %p; size: 7; offset: 3", (void *)growing);
  truth(obstack_next_free(&lines), "allocator: obstack lines; state: free");
  truth(&lines.chunk->prev, "allocator: malloc; type: struct _obstack_chunk; path: .prev; evidence: inferred");
  truth(&parser->names.chunk->limit, "type: struct _obstack_chunk; evidence: inferred; base: %p", (void *)parser->names.chunk);
  truth(name, "state: live; allocator: obstack %p", (void *)&parser->names);
  return ready();
}
