// A library that records every allocation of a test program with its return addresses, and how programs ask it.

enum Recorder {
  /// Preloaded: keeps the size and the stack of every block. `check(pointer, type)` prints them with the type that the
  /// program says; addresses are relative to the module's load address.
  static let library = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unwind.h>
    #include <link.h>

    enum { FRAMES = 16, BLOCKS = 1 << 16 };
    struct record { void *block; size_t size; int count; void *frames[FRAMES]; };
    static struct record records[BLOCKS];
    static int used;
    static int busy;
    static char early[1 << 16];
    static size_t early_used;

    struct walk { struct record *record; int skip; };
    static _Unwind_Reason_Code step(struct _Unwind_Context *context, void *argument) {
      struct walk *walk = argument;
      if (walk->skip-- > 0) return _URC_NO_REASON;
      if (walk->record->count >= FRAMES) return _URC_END_OF_STACK;
      walk->record->frames[walk->record->count++] = (void *)_Unwind_GetIP(context);
      return _URC_NO_REASON;
    }
    __attribute__((noinline)) static void note(void *block, size_t size) {
      if (busy || !block || used == BLOCKS) return;
      busy = 1;
      struct record *record = &records[used++];
      record->block = block;
      record->size = size;
      struct walk walk = {record, 2};
      _Unwind_Backtrace(step, &walk);
      busy = 0;
    }
    #define REAL(name, type) static __typeof__((type)0) real; if (!real) real = (type)dlsym(RTLD_NEXT, name)
    void *malloc(size_t size) {
      REAL("malloc", void *(*)(size_t));
      void *block = real(size);
      note(block, size);
      return block;
    }
    void *calloc(size_t count, size_t size) {
      static void *(*real)(size_t, size_t);
      static int looking;
      if (!real) {
        if (looking) { void *p = early + early_used; early_used += (count * size + 15) & ~15; return p; }
        looking = 1;
        real = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
      }
      void *block = real(count, size);
      note(block, count * size);
      return block;
    }
    void *realloc(void *old, size_t size) {
      REAL("realloc", void *(*)(void *, size_t));
      void *block = real(old, size);
      note(block, size);
      return block;
    }
    int posix_memalign(void **out, size_t alignment, size_t size) {
      REAL("posix_memalign", int (*)(void **, size_t, size_t));
      int status = real(out, alignment, size);
      if (!status) note(*out, size);
      return status;
    }
    void *_Znwm(size_t size) {
      REAL("malloc", void *(*)(size_t));
      void *block = real(size);
      note(block, size);
      return block;
    }
    void *_Znam(size_t size) {
      REAL("malloc", void *(*)(size_t));
      void *block = real(size);
      note(block, size);
      return block;
    }
    void check(const void *pointer, const char *type) {
      for (int i = used - 1; i >= 0; i--) {
        struct record *record = &records[i];
        if ((char *)pointer < (char *)record->block ||
            (char *)pointer >= (char *)record->block + (record->size ? record->size : 1)) continue;
        printf("check|%s|%zu|%ld", type, record->size, (long)((char *)pointer - (char *)record->block));
        for (int f = 0; f < record->count; f++) {
          struct dl_find_object found;
          if (_dl_find_object(record->frames[f], &found)) break;
          struct link_map *map = found.dlfo_link_map;
          printf("|%s %lx", map->l_name[0] ? "library" : "program",
                 (unsigned long)record->frames[f] - map->l_addr);
        }
        printf("\n");
        return;
      }
      printf("check|%s|missing\n", type);
    }
    __attribute__((destructor)) static void dump(void) {
      const char *path = getenv("RECORDER_OUTPUT");
      if (!path) return;
      busy = 1;
      FILE *file = fopen(path, "w");
      for (int i = 0; i < used; i++) {
        fprintf(file, "%zu", records[i].size);
        for (int f = 0; f < records[i].count; f++) {
          struct dl_find_object found;
          if (_dl_find_object(records[i].frames[f], &found)) break;
          fprintf(file, " %s%lx", found.dlfo_link_map->l_name[0] ? "L" : "",
                  (unsigned long)records[i].frames[f] - found.dlfo_link_map->l_addr);
        }
        fprintf(file, "\n");
      }
      fclose(file);
    }
    """#
}
