// What is an array, and what is a header with something behind it; pointers that are stored into blocks and read again.

import Testing

@Suite struct ArraySignsTests {
  @Test(arguments: Build.c) func sizesThatDivideAreNotAlwaysArrays(build: Build) throws {
    let program = try TypedProgram(Self.source, compiler: build.compiler, flags: build.flags)
    let checks = try program.checks()
    #expect(checks.count == 18)
    for check in checks {
      #expect(check.found == check.expected, "\(check.reasons)")
    }
  }

  static let source = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    void check(const void *, const char *);

    struct pool { struct pool *next; size_t used, size; void *data; };
    struct buffer { size_t length; char *end; };
    struct item { long id; double price; };
    struct matrix { int rows, columns; double *cell[]; };
    struct inode { long number; void *data; };
    struct task { int id; char name[60]; };
    struct argument { int kind; char *text; struct argument *next, **previous; long weight; };
    struct command { int line; struct argument *first, **last; char *file; long flags; };
    union value { char *text; struct command *command; struct argument *argument; };
    struct handle;
    struct connection { int descriptor; long bytes[6]; };

    int **lines;
    struct matrix *matrix;

    // A header and room of fixed size, whose sum the header's size divides.
    __attribute__((noinline)) struct pool *new_pool(void) {
      struct pool *p = malloc(sizeof *p + 4096);
      p->used = 0;
      p->size = 4096;
      p->data = p + 1;
      return p;
    }
    struct columns { int count; char **names; short *widths; unsigned char *marks; };
    // Three arrays in one block: pointers at the start, and others behind them.
    __attribute__((noinline)) void make_columns(struct columns *c, int n) {
      c->count = n;
      c->names = calloc(n, sizeof *c->names + 2 * sizeof *c->widths + 4 * sizeof *c->marks);
      c->widths = (short *)&c->names[n];
      c->marks = (unsigned char *)&c->widths[2 * n];
    }
    __attribute__((noinline)) int *sorted(int n) {
      int **rows = malloc(n * (sizeof *rows + 8 * sizeof **rows));
      int *cells = (int *)&rows[n];
      for (int i = 0; i < n; i++) rows[i] = &cells[8 * i];
      check(rows, "int *…");
      return rows[n - 1];
    }
    // An array whose elements are looked at as bytes stays one.
    __attribute__((noinline)) double *numbers(int n) {
      double *d = malloc(n * sizeof *d);
      for (int i = 0; i < n; i++) memcpy((char *)&d[i], "1234567", 8);
      return d;
    }
    struct link { struct link *next; };
    struct bucket { struct bucket *next; struct task *task; long hash; };
    struct link *unused;
    // A pool that is cut into buckets, of which only a member's address is given to the caller.
    __attribute__((noinline)) void *more_blocks(size_t size) {
      struct link *chunk = malloc(100 * size);
      char *end = (char *)chunk + 99 * size;
      for (char *p = (char *)chunk; p < end; p += size) ((struct link *)p)->next = (struct link *)(p + size);
      return chunk;
    }
    __attribute__((noinline)) struct task **find_task(long hash) {
      volatile size_t size = sizeof(struct bucket);  // else compilers move it into the pool's code
      struct bucket *b = more_blocks(size);
      b->hash = hash;
      check(b, "struct bucket…");
      return &b->task;
    }
    __attribute__((noinline)) void *pooled(size_t n) {
      struct link *block = malloc(n);
      block->next = unused;
      return block;
    }
    // An array out of a pool whose own view of a block is a link.
    __attribute__((noinline)) struct bucket *new_buckets(int n) {
      struct bucket *b = pooled(n * sizeof *b);
      b[n - 1].hash = n;
      check(b, "struct bucket[]");
      return b;
    }
    struct interned { long hash; size_t length; char text[]; };
    // A structure of which the caller sees the text alone.
    __attribute__((noinline)) const char *intern(const char *text) {
      size_t length = strlen(text);
      struct interned *i = malloc(sizeof *i + length + 1);
      i->length = length;
      i->hash = text[0];
      memcpy(i->text, text, length + 1);
      check(i, "struct interned+");
      return i->text;
    }
    struct variant { int kind; union { char *text; struct task **tasks; } as; };
    // A union of pointers says nothing of what is behind them.
    __attribute__((noinline)) void *bytes(size_t n) { return malloc(n); }
    __attribute__((noinline)) void set_text(struct variant *v, const char *text) {
      v->as.text = bytes(strlen(text) + 1);
      strcpy(v->as.text, text);
      check(v->as.text, "none");
    }
    // A header and a size that is rounded up to a multiple of the header's.
    __attribute__((noinline)) struct buffer *new_buffer(size_t n) {
      struct buffer *b = malloc(sizeof *b + ((n + 15) & ~15ul));
      b->length = n;
      b->end = (char *)(b + 1) + n;
      return b;
    }
    __attribute__((noinline)) void *untyped(size_t n) { return malloc(n); }
    __attribute__((noinline)) void fill_inode(struct inode *n) {
      n->data = untyped(sizeof(struct task));
      struct task *t = n->data;
      t->id = 5;
      strcpy(t->name, "task");
    }
    __attribute__((noinline)) void parse(union value *v, struct argument *a) {
      v->command = calloc(1, sizeof *v->command);
      v->command->line = 3;
      a->previous = &v->command->first;
      v->command->first = a;
    }
    __attribute__((noinline)) void touch(struct connection *c) { c->bytes[2]++; }
    __attribute__((noinline)) void connect_to(struct handle **out) {
      void *c = malloc(sizeof(struct connection));
      touch(c);
      *out = c;
    }

    int main(int argc, char **argv) {
      check(new_pool(), "struct pool…");
      check(new_buffer(40 + argc), "struct buffer…");
      struct item *stock = malloc(12 * sizeof *stock);
      stock[0].id = argc;
      check(stock, "struct item[]");
      void *larger = realloc(stock, 20 * sizeof *stock);
      check(larger, "struct item[]");
      lines = malloc(3 * sizeof *lines);
      for (int i = 0; i < 3; i++) {
        lines[i] = malloc((i + 1) * sizeof **lines);
        for (int k = 0; k <= i; k++) lines[i][k] = k;
      }
      check(lines[0], "int");
      check(lines[2], "int[]");
      matrix = malloc(sizeof *matrix + 4 * sizeof(double *));
      matrix->rows = 4;
      for (int i = 0; i < 4; i++) {
        matrix->cell[i] = malloc(2 * sizeof(double));
        matrix->cell[i][1] = i;
      }
      check(matrix, "struct matrix+");
      check(matrix->cell[3], "double[]");
      struct inode inode = {1};
      fill_inode(&inode);
      check(inode.data, "struct task");
      union value value;
      struct argument argument = {0};
      parse(&value, &argument);
      check(value.command, "struct command");
      struct handle *handle;
      connect_to(&handle);
      check(handle, "ambiguous");
      struct columns columns;
      make_columns(&columns, 6);
      check(columns.names, "char *…");
      sorted(4);
      check(numbers(5), "double[]");
      struct task **found = find_task(7);
      *found = inode.data;
      found = &new_buckets(9)->task;
      const char *interned = intern("some words");
      struct variant variant = {interned[0]};
      set_text(&variant, "seven..");
      return 0;
    }
    """#
}
