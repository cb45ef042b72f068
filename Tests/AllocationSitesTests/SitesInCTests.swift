// The types of blocks of C programs, by every way in which C programs allocate.

import Testing

@Suite struct SitesInCTests {
  @Test(arguments: Build.c) func everyBlockIsRightOrUnknown(build: Build) throws {
    let program = try TypedProgram(Self.source, compiler: build.compiler, flags: build.flags)
    let checks = try program.checks()
    #expect(checks.count == 24)
    for check in checks {
      #expect(check.found == check.expected, "\(check.reasons)")
    }
  }

  static let source = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    void check(const void *, const char *);

    struct node { struct node *next; int value; void *data; };
    struct flex { int count; double items[]; };
    struct text { unsigned length; char bytes[1]; };
    struct header { size_t size; size_t magic; };
    struct base { struct base *next; unsigned char kind; };
    struct derived { struct base *next; unsigned char kind; long extra[3]; };
    struct holder {
      struct node *head;
      char *name;
      union { struct flex *flex; struct node *node; } either;
      void *any;
    };
    struct methods { void *(*allocate)(size_t); void (*release)(void *); };

    struct node *global_head;
    struct holder *table[16];
    static struct methods methods = { malloc, free };

    static void fail(void) { fputs("no memory\n", stderr); exit(1); }
    __attribute__((noinline)) void *one(size_t n) { void *p = malloc(n); if (!p) fail(); return p; }
    __attribute__((noinline)) void *two(size_t n) { void *p = one(n); memset(p, 0, n); return p; }
    __attribute__((noinline)) void *three(size_t n) { return two(n); }
    static inline void *inlined(size_t n) { void *p = malloc(n); if (!p) abort(); return p; }
    __attribute__((noinline)) void *hidden(size_t n) {
      struct header *h = malloc(n + sizeof *h);
      if (!h) return NULL;
      h->size = n;
      h->magic = 42;
      return h + 1;
    }
    __attribute__((noinline)) int through(void **out, size_t n) {
      void *p = malloc(n);
      if (!p) return -1;
      *out = p;
      return 0;
    }
    __attribute__((noinline)) char *copy(const char *s) {
      size_t n = strlen(s) + 1;
      char *p = one(n);
      memcpy(p, s, n);
      return p;
    }
    __attribute__((noinline)) struct node *make_node(int v) {
      struct node *n = one(sizeof *n);
      n->value = v;
      n->next = 0;
      return n;
    }
    __attribute__((noinline)) struct node *only_returned(void) { return calloc(1, sizeof(struct node)); }
    __attribute__((noinline)) struct flex *make_flex(int n) {
      struct flex *f = methods.allocate(sizeof *f + n * sizeof(double));
      f->count = n;
      return f;
    }
    __attribute__((noinline)) void into_field(struct holder *h) { h->head = one(sizeof(struct node)); }
    __attribute__((noinline)) void into_globals(void) {
      global_head = hidden(sizeof(struct node));
      table[3] = calloc(1, sizeof(struct holder));
    }
    __attribute__((noinline)) void into_union(struct holder *h) { h->either.flex = one(64); }
    __attribute__((noinline)) int *grow(int *a, int n) {
      a = realloc(a, n * sizeof *a);
      a[n - 1] = 0;
      return a;
    }
    __attribute__((noinline)) struct base *new_object(size_t size, int kind) {
      struct base *b = methods.allocate(size);
      b->next = 0;
      b->kind = kind;
      return b;
    }
    __attribute__((noinline)) struct derived *new_derived(void) {
      struct derived *d = (struct derived *)new_object(sizeof *d, 1);
      d->extra[0] = 7;
      return d;
    }
    __attribute__((noinline)) struct text *new_text(int n) {
      struct text *t = malloc(4 + n);
      t->length = n;
      return t;
    }
    __attribute__((noinline)) void *unseen(size_t n) { return malloc(n); }
    void *volatile sink;

    int main(int argc, char **argv) {
      struct holder *h = inlined(sizeof *h);
      memset(h, 0, sizeof *h);
      check(h, "struct holder");
      into_field(h); check(h->head, "struct node");
      into_globals(); check(global_head, "struct node"); check(table[3], "struct holder");
      into_union(h); check(h->either.flex, "ambiguous");
      h->name = copy("a name"); check(h->name, "char[]");
      int *a = 0;
      for (int i = 1; i < 10; i++) a = grow(a, i);
      check(a, "int[]");
      struct node *out = 0;
      if (through((void **)&out, sizeof *out) < 0) return 1;
      out->value = 3; check(out, "struct node");
      struct node *aligned = 0;
      if (posix_memalign((void **)&aligned, 64, sizeof *aligned)) return 1;
      aligned->value = 4; check(aligned, "struct node");
      struct node *deep = three(sizeof *deep);
      deep->next = make_node(4); check(deep, "struct node"); check(deep->next, "struct node");
      check(only_returned(), "struct node");
      struct flex *f = make_flex(argc + 3); check(f, "struct flex+");
      sink = malloc(argc * 100); check(sink, "none");
      sink = unseen(77); check(sink, "none");
      char *line;
      if (asprintf(&line, "%d", argc) < 0) return 2;
      check(line, "char[]");
      check(strdup(argv[0]), "char[]");
      char **words = calloc(argc + 4, sizeof *words); words[0] = line; check(words, "char *[]");
      struct node *array = malloc((argc + 4) * sizeof *array);
      for (struct node *p = array; p < array + argc; p++) p->value = 1;
      check(array, "struct node[]");
      check(new_derived(), "struct derived");
      struct text *t = new_text(7); t->bytes[0] = 0; check(t, "struct text+");
      struct node local = {0};
      local.data = 0; local.next = one(sizeof local); check(local.next, "struct node");
      double *matrix = malloc(sizeof(double) * 12); matrix[argc] = 1; check(matrix, "double[]");
      struct node **chain = &h->head;
      while (*chain) { (*chain)->next = 0; chain = &(*chain)->next; }
      *chain = one(sizeof **chain); check(*chain, "struct node");
      return 0;
    }
    """#
}
