// Every function that allocates or frees is recorded with the block's base, requested size and state.

import Testing

@Suite struct EntryPointTests {
  @Test func mallocFamily() throws {
    try expectOK(
      #"""
      int main(void) {
        CHECK(holds(malloc(1), 1));
        CHECK(holds(malloc(0), 0));
        CHECK(holds(malloc(4096), 4096));
        CHECK(holds(calloc(3, 7), 21));
        CHECK(holds(realloc(NULL, 77), 77));
        CHECK(holds(reallocarray(NULL, 5, 9), 45));
        CHECK(holds(memalign(64, 100), 100));
        CHECK(holds(aligned_alloc(128, 256), 256));
        CHECK(holds(valloc(10), 10));
        CHECK(holds(pvalloc(10), 10));
        void *p = NULL;
        CHECK(posix_memalign(&p, 32, 33) == 0 && holds(p, 33));
        free(p);
        CHECK(state(p) == SCRY_STATE_FREED && size_field(p) == 33);
        CHECK(alloc_get_base(p) == NULL);
        return done();
      }
      """#)
  }

  /// C23's, which Debian 12's C library does not have.
  @Test func sizedFree() throws {
    try expectOK(
      #"""
      extern void free_sized(void *, size_t) __attribute__((weak));
      extern void free_aligned_sized(void *, size_t, size_t) __attribute__((weak));
      int main(void) {
        void *block = malloc(50), *aligned = aligned_alloc(64, 128);
        CHECK(free_sized != NULL && free_aligned_sized != NULL && holds(block, 50) && holds(aligned, 128));
        free_sized(block, 50);
        free_aligned_sized(aligned, 64, 128);
        CHECK(state(block) == SCRY_STATE_FREED && state(aligned) == SCRY_STATE_FREED);
        free_sized(NULL, 0);
        return done();
      }
      """#)
  }

  @Test func failuresKeepErrnoAndRecordNothing() throws {
    try expectOK(
      #"""
      int main(void) {
        volatile size_t huge = SIZE_MAX / 2 + 1;
        uint64_t sites = header()->tables[SCRY_TABLE_SITES].count;
        errno = 0;
        CHECK(malloc(huge) == NULL && errno == ENOMEM);
        errno = 0;
        CHECK(calloc(huge, 2) == NULL && errno == ENOMEM);
        errno = 0;
        CHECK(reallocarray(NULL, huge, 4) == NULL && errno == ENOMEM);
        errno = 0;
        CHECK(memalign(64, huge) == NULL && errno == ENOMEM);
        CHECK(header()->tables[SCRY_TABLE_SITES].count == sites);
        errno = 77;
        free(malloc(10));
        CHECK(errno == 77);
        return done();
      }
      """#)
  }

  @Test func libcAllocatesForItsCaller() throws {
    try expectOK(
      #"""
      __attribute__((noinline)) char *ours(void) { char *p = strdup("hello"); __asm__("" ::: "memory"); return p; }
      int main(void) {
        char *text = ours();
        CHECK(holds(text, 6));
        CHECK(called_from(text, 1, (void *)ours, 64));
        CHECK(holds(strndup("hello", 3), 4));
        char *made = NULL;
        CHECK(asprintf(&made, "%d-%d", 10, 20) == 5 && alloc_get_base(made) == made);
        CHECK(alloc_get_base(fopen("/dev/null", "r")) != NULL);
        return done();
      }
      """#)
  }

  @Test func operatorsNewAndDelete() throws {
    try expectOK(
      #"""
      #include <new>
      struct alignas(64) Wide { char bytes[128]; };
      template <class F> __attribute__((noinline)) void *made(F f) { return f(); }
      int main() {
        int *one = new int;
        CHECK(holds(one, 4) && called_from(one, 0, (void *)main, 4096));
        delete one;
        CHECK(state(one) == SCRY_STATE_FREED);
        CHECK(holds(new int[10], 40));
        CHECK(holds(new (std::nothrow) int, 4) && holds(new (std::nothrow) int[3], 12));
        Wide *wide = new Wide;
        CHECK(holds(wide, 128) && (uint64_t)wide % 64 == 0);
        delete wide;
        CHECK(state(wide) == SCRY_STATE_FREED);
        Wide *wides = new Wide[3];
        CHECK(holds(wides, 384));
        delete[] wides;
        CHECK(state(wides) == SCRY_STATE_FREED);
        void *sized = ::operator new(100);
        ::operator delete(sized, (std::size_t)100);
        CHECK(state(sized) == SCRY_STATE_FREED);
        bool thrown = false;
        try { volatile std::size_t huge = (std::size_t)-1 / 4; ::operator new(huge); }
        catch (std::bad_alloc &) { thrown = true; }
        CHECK(thrown);
        return done();
      }
      """#, compiler: "c++", options: ["-std=c++17"])
  }

  @Test func replacedOperatorIsCalledByTheOthers() throws {
    try expectOK(
      #"""
      #include <new>
      static int calls;
      void *operator new(std::size_t size) { calls++; return malloc(size ? size : 1); }
      void operator delete(void *p) noexcept { calls++; free(p); }
      void operator delete(void *p, std::size_t) noexcept { calls++; free(p); }
      int main() {
        int *p = new int[4];
        CHECK(calls == 1 && alloc_get_size(p) == 16);
        delete[] p;
        CHECK(calls == 2 && state(p) == SCRY_STATE_FREED);
        return done();
      }
      """#, compiler: "c++", options: ["-Wno-mismatched-new-delete"])
  }

  @Test func newHandlerRunsAndMayAllocate() throws {
    try expectOK(
      #"""
      #include <new>
      static int calls; static void *inside;
      int main() {
        std::set_new_handler([] { if (++calls == 2) std::set_new_handler(nullptr); inside = malloc(50); });
        volatile std::size_t huge = (std::size_t)-1 / 4;
        bool thrown = false;
        try { ::operator new(huge); } catch (std::bad_alloc &) { thrown = true; }
        CHECK(thrown && calls == 2 && holds(inside, 50));
        return done();
      }
      """#, compiler: "c++")
  }

  @Test func mappings() throws {
    try expectOK(
      #"""
      static const char *kind(void *p) { const scry_allocator_t *a = alloc_get_allocator(p); return a ? a->name : "none"; }
      int main(void) {
        char *p = (char *)mmap(NULL, 40960, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(!strcmp(kind(p + 5), "mmap") && alloc_get_base(p + 40959) == p && alloc_get_size(p) == 40960);
        uint64_t site = (uint64_t)alloc_get_site(p);
        CHECK(site - (uint64_t)main < 4096);
        CHECK(munmap(p + 8192, 4096) == 0);
        CHECK(alloc_get_size(p) == 8192 && !strcmp(kind(p + 8192), "none") && alloc_get_base(p + 12288) == p + 12288);
        char *moved = (char *)mremap(p + 12288, 28672, 1 << 20, MREMAP_MAYMOVE);
        CHECK(alloc_get_size(moved) == 1 << 20);
        CHECK(munmap(moved, 1 << 20) == 0 && !strcmp(kind(moved), "none"));
        scry_alloc_info_t before, after;
        char *three = (char *)mmap(NULL, 12288, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(alloc_dladdr(three, &before));
        CHECK(mremap(three, 4096, 8192, 0) == MAP_FAILED && errno == ENOMEM);
        CHECK(munmap(three + 1, 4096) == -1 && errno == EINVAL);
        CHECK(alloc_dladdr(three, &after) && after.generation == before.generation && after.size == 12288);
        errno = 0;
        CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
        char *brk = (char *)sbrk(8192);
        CHECK(!strcmp(kind(brk + 10), "brk"));
        return done();
      }
      """#)
  }
}
