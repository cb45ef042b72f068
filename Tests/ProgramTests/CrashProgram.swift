// The program that dies in every way that CrashTests asks about; marks name its lines.

extension CrashTests {
  static let source = #"""
    // Ways to die.
    #include <assert.h>
    #include <fcntl.h>
    #include <pthread.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <unistd.h>
    struct node { struct node *next; long value; struct node *volatile other; };
    struct list { int length; struct node *head; };
    static void *volatile sink;
    static volatile long huge = 1 << 22;
    static int table[16];
    #define ALONE __attribute__((noinline))

    ALONE void fail_null(struct node *node) {
      node->value = 1;
    }
    ALONE long fail_chain(struct list *list) { return list->head->next->value; }
    // One byte too many, into the size of the block behind it, which then seems to reach into the last one.
    ALONE void fail_overflow(void) {
      char *name = malloc(1048);  // @name
      char *next = malloc(1048);  // @next
      char *last = calloc(1, 1048);
      sink = last;
      sink = next;
      sink = name;
      memset(sink, 0x41, 1049);
      free(next);
    }
    ALONE void fail_freed(void) {
      struct node *node = malloc(sizeof *node);  // @node
      node->value = 7;
      node->other = (struct node *)8;
      sink = node;
      free(node);  // @freed
      node = sink;
      node->other->value = 3;
    }
    // A number that a freed object holds is used as a pointer.
    ALONE void fail_handle(void) {
      struct node *node = malloc(sizeof *node);  // @handle
      sink = node;
      node->other = NULL;
      free(node);  // @given
      node = sink;
      memset(&node->value, 0x42, 4);
      ((struct node *)node->value)->other = NULL;
      sink = NULL;
    }
    // Text over a pointer, which then goes to a library.
    ALONE void fail_text(void) {
      struct node *node = malloc(sizeof *node);  // @over
      sink = node;
      memcpy(node, "long for", 8);
      free(((struct node *)sink)->next);
      sink = NULL;
    }
    ALONE void fail_unmapped(void) {
      struct node *nodes = malloc(100000 * sizeof *nodes);  // @nodes
      sink = nodes;
      free(nodes);  // @unmapped
      ((struct node *)sink)[70000].value = 3;
    }
    ALONE void fail_twice(void) {
      struct node *node = malloc(sizeof *node);  // @twice
      node->value = 7;
      sink = node;
      free(node);  // @once
      free(sink);
    }
    ALONE void fail_interior(void) {
      char *text = malloc(40);  // @text
      sink = text;
      free((char *)sink + 8);
    }
    ALONE long recurse(long depth) {
      char room[512];
      memset(room, (int)depth, sizeof room);
      sink = room;
      return recurse(depth + 1) + room[depth % 512];
    }
    ALONE void fail_jump(void) {
      void (*volatile callee)(void) = (void (*)(void))0x1234;
      callee();
      sink = NULL;
    }
    ALONE void fail_nullcall(void) {
      void (*volatile callee)(void) = NULL;
      callee();
      sink = NULL;
    }
    ALONE void fail_return(void) {
      volatile long *frame = __builtin_frame_address(0);
      frame[1] = 0x2345;
      sink = (void *)frame;
    }
    ALONE int fail_index(int *numbers, long index) { return numbers[index]; }
    ALONE int fail_local(long index) {
      int numbers[8];
      memset(numbers, 0, sizeof numbers);
      sink = numbers;
      return numbers[index];
    }
    ALONE int fail_static(long index) { return table[index]; }
    ALONE void fail_literal(void) { char *volatile text = (char *)"literal"; text[2] = 'x'; }
    ALONE void fail_file(void) {
      int file = open("cut", O_RDWR | O_CREAT, 0600);
      if (ftruncate(file, 8192)) return;
      char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
      if (ftruncate(file, 10)) return;
      map[4100] = 1;
    }
    ALONE void fail_wild(void) {
      struct node *node = malloc(sizeof *node);
      sink = node;
      node->next = (struct node *)0x4141414141414141;
      ((struct node *)sink)->next->value = 1;
    }
    ALONE int fail_divide(int number, int by) { return number / by; }
    ALONE void fail_assert(int number) { assert(number == 2); }
    ALONE void fail_trap(void) { __builtin_trap(); }
    ALONE void fail_smash(void) {
      volatile char text[16];
      sink = (void *)text;
      for (int i = 0; i < 64; i++) ((volatile char *)sink)[i] = 65;
    }
    ALONE void fail_copy(char *from, long count) {
      char *room = malloc(64);
      sink = room;
      memcpy(room, from, count);
    }
    ALONE size_t fail_length(const char *text) { return strlen(text); }
    static void *deep(void *unused) { (void)unused; return (void *)recurse(0); }
    ALONE void fail_thread(void) {
      pthread_t thread;
      pthread_attr_t attributes;
      pthread_attr_init(&attributes);
      pthread_attr_setstacksize(&attributes, 65536);
      pthread_create(&thread, &attributes, deep, NULL);
      pthread_join(thread, NULL);
    }
    static void handle(int number) { (void)number; abort(); }
    // A page of a mapping that the program has taken the access from.
    ALONE void fail_guard(void) {
      char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      mprotect(pages + 4096, 4096, PROT_NONE);
      for (int i = 0; i < 8192; i++) pages[i] = 1;
    }
    // Text over the size of the heap's last block.
    ALONE void fail_last(void) {
      char *first = malloc(1048);  // @first
      char *second = malloc(1048);  // @second
      sink = second;
      sink = first;
      memset(sink, 'a', 1056);
      free(second);
    }
    int main(int argc, char **argv) {
      printf("%d\n", (int)getpid());
      fflush(stdout);
      const char *how = argv[argc - 1];
      struct node first = {NULL, 1, NULL};
      struct list list = {1, &first};
      sink = &list;
    #define WAY(name, call) if (!strcmp(how, #name)) { call; }
      WAY(null, fail_null(argc > 90 ? &first : NULL))
      WAY(chain, return (int)fail_chain(sink))
      WAY(overflow, fail_overflow())
      WAY(freed, fail_freed())
      WAY(text, fail_text())
      WAY(handle, fail_handle())
      WAY(unmapped, fail_unmapped())
      WAY(twice, fail_twice())
      WAY(interior, fail_interior())
      WAY(stack, return (int)recurse(0))
      WAY(thread, fail_thread())
      WAY(jump, fail_jump())
      WAY(nullcall, fail_nullcall())
      WAY(return, fail_return())
      WAY(index, return fail_index(malloc(10 * sizeof(int)), huge))
      WAY(local, return fail_local(huge))
      WAY(static, return fail_static(huge << 16))
      WAY(literal, fail_literal())
      WAY(file, fail_file())
      WAY(wild, fail_wild())
      WAY(divide, return fail_divide(argc, (int)(huge - (1 << 22))))
      WAY(quotient, return fail_divide((int)(huge << 9), (int)(huge - (1 << 22)) - 1))
      WAY(assert, fail_assert(argc + 7))
      WAY(trap, fail_trap())
      WAY(smash, fail_smash())
      WAY(copy, fail_copy((char *)&list, huge))
      WAY(length, return (int)fail_length(argc > 90 ? how : NULL))
      WAY(handler, signal(SIGSEGV, handle); fail_null(argc > 90 ? &first : NULL))
      WAY(kill, kill(getpid(), SIGQUIT); abort())
      WAY(abort, abort())
      WAY(guard, fail_guard())
      WAY(last, fail_last())
      return 0;
    }
    """#
}
