// Interior addresses of blocks of every size find their block.

import Testing

@Suite struct LookupTests {
  @Test func interiorAddressesOfAllSizes() throws {
    try expectOK(
      #"""
      int main(void) {
        size_t sizes[] = {1, 24, 4095, 4096, 4097, 65535, 70000, 1 << 20, (1 << 20) + 77, 2097150, 2097151, 2097152,
                          3 << 20, (4 << 20) + 1, 5 << 20, 64 << 20, 1ul << 30, (1ul << 31) + 5};
        unsigned seed = 1;
        char *blocks[sizeof sizes / sizeof *sizes];
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) CHECK((blocks[i] = (char *)malloc(sizes[i])) != NULL);
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
          CHECK(holds(blocks[i], sizes[i]));
          for (int n = 0; n < 500; n++) {
            seed = seed * 1664525 + 1013904223;
            size_t offset = ((size_t)seed << 20 ^ (size_t)seed * 2654435761u) % sizes[i];
            CHECK(alloc_get_base(blocks[i] + offset) == blocks[i]);
          }
          CHECK(alloc_get_base(blocks[i] + sizes[i]) != blocks[i]);
        }
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
          free(blocks[i]);
          CHECK(alloc_get_base(blocks[i] + sizes[i] / 2) == NULL);
        }
        return done();
      }
      """#)
  }

  @Test func randomHeapAgainstAModel() throws {
    try expectOK(
      #"""
      enum { N = 3000 };
      static struct { char *p; size_t n; } model[N];
      int main(void) {
        unsigned seed = 7;
        for (int round = 0; round < 60000; round++) {
          seed = seed * 1664525 + 1013904223;
          int i = seed >> 8 & 4095;
          if (i >= N) continue;
          size_t n = (seed >> 20) % (round % 50 == 0 ? 400000 : 900);
          if (model[i].p && seed % 3 == 0) { free(model[i].p); model[i].p = NULL; }
          else { model[i].p = (char *)realloc(model[i].p, n ? n : 1); model[i].n = n ? n : 1; }
        }
        for (int i = 0; i < N; i++) {
          if (!model[i].p) continue;
          for (size_t o = 0; o < model[i].n; o += 1 + model[i].n / 37) CHECK(alloc_get_base(model[i].p + o) == model[i].p);
          CHECK(alloc_get_size(model[i].p) == model[i].n);
        }
        return done();
      }
      """#)
  }

  @Test func nothingIsFoundBetweenBlocks() throws {
    try expectOK(
      #"""
      static int zero;
      int main(void) {
        char *p = (char *)malloc(20);
        CHECK(alloc_get_base(p + 20) == NULL && alloc_get_base(p - 1) != p);
        CHECK(alloc_get_base((void *)16) == NULL && alloc_get_base((void *)-1) == NULL);
        CHECK(!strcmp(alloc_get_allocator(&p)->name, "stack"));
        CHECK(!strcmp(alloc_get_allocator(&zero)->name, "static"));
        return done();
      }
      """#)
  }

  @Test func poolsNestInBlocks() throws {
    try expectOK(
      #"""
      int main(void) {
        char *arena = (char *)malloc(10000);
        uint64_t pool = alloc_pool_create("arena", arena, 10000);
        CHECK(pool != 0);
        for (int i = 0; i < 100; i++) CHECK(alloc_pool_register(pool, arena + i * 100, 64, "struct node") == 1);
        for (int i = 0; i < 100; i++) {
          CHECK(alloc_get_base(arena + i * 100 + 63) == arena + i * 100);
          CHECK(alloc_get_base(arena + i * 100 + 64) == arena);
        }
        CHECK(!strcmp(alloc_get_allocator(arena + 5)->name, "arena"));
        CHECK(!strcmp(alloc_get_allocator(arena + 70)->name, "malloc"));
        CHECK(alloc_pool_register(pool, arena + 32, 100, NULL) == 0);
        CHECK(alloc_pool_register(pool, arena + 9990, 11, NULL) == 0);
        CHECK(alloc_pool_unregister(pool, arena + 100) == 1 && alloc_pool_unregister(pool, arena + 100) == 0);
        CHECK(alloc_get_base(arena + 101) == arena);
        alloc_pool_reset(pool);
        CHECK(alloc_get_base(arena + 301) == arena);
        CHECK(alloc_pool_register(pool, arena, 10000, "char[10000]") == 1);
        CHECK(alloc_get_size(arena + 9999) == 10000);
        alloc_pool_destroy(pool);
        CHECK(alloc_pool_register(pool, arena, 16, NULL) == 0);
        CHECK(!strcmp(alloc_get_allocator(arena + 5)->name, "malloc"));
        return done();
      }
      """#)
  }
}
