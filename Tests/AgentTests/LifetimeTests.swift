// Generations, realloc, and what is remembered of freed blocks.

import Testing

@Suite struct LifetimeTests {
  @Test func generationGrowsWithEveryReuse() throws {
    try expectOK(
      #"""
      int main(void) {
        void *first = malloc(40);
        uint64_t before = generation(first);
        CHECK(before >= 1);
        free(first);
        CHECK(generation(first) == before);
        void *again = malloc(40);
        CHECK(again == first && generation(again) == before + 1);
        return done();
      }
      """#)
  }

  @Test func generationNeverRepeatsPastSixteenBits() throws {
    try expectOK(
      #"""
      int main(void) {
        scry_alloc_info_t info;
        void *volatile p = malloc(40);
        void *place = p;
        CHECK(alloc_dladdr(p, &info));
        uint64_t last = info.generation, lives = 1;
        free(p);
        for (int i = 0; i < 200000; i++) {
          p = malloc(40);
          if (p == place) {
            CHECK(alloc_dladdr(p, &info) && info.generation > last);
            last = info.generation;
            lives++;
          }
          free(p);
        }
        CHECK(lives > 150000 && last > 131072);
        CHECK(header()->tables[SCRY_TABLE_WRAPS].count == 1);
        return done();
      }
      """#)
  }

  @Test func reallocInPlaceKeepsTheGeneration() throws {
    try expectOK(
      #"""
      int main(void) {
        char *p = (char *)malloc(1000);
        uint64_t before = generation(p);
        char *q = (char *)realloc(p, 990);
        CHECK(q == p && generation(q) == before && holds(q, 990));
        q = (char *)realloc(q, 1000);
        CHECK(q == p && generation(q) == before && holds(q, 1000));
        return done();
      }
      """#)
  }

  @Test func reallocMovedFreesTheOldBlock() throws {
    try expectOK(
      #"""
      int main(void) {
        char *p = (char *)malloc(100);
        CHECK(malloc(5000) != NULL);
        char *q = (char *)realloc(p, 100000);
        CHECK(q != p && holds(q, 100000) && state(p) == SCRY_STATE_FREED && alloc_get_base(p) == NULL);
        CHECK(realloc(q, 0) == NULL && state(q) == SCRY_STATE_FREED);
        return done();
      }
      """#)
  }

  @Test func reallocFailedChangesNothing() throws {
    try expectOK(
      #"""
      int main(void) {
        char *p = (char *)malloc(100);
        uint64_t before = record(p);
        volatile size_t huge = SIZE_MAX / 2;
        CHECK(realloc(p, huge) == NULL && errno == ENOMEM);
        CHECK(record(p) == before && holds(p, 100));
        return done();
      }
      """#)
  }

  @Test func reallocAcrossTheBoundaryOfBigBlocks() throws {
    try expectOK(
      #"""
      int main(void) {
        size_t sizes[] = {100, 3 << 20, 40 << 20, 2097150, 2097151, 2097152, 5000, 1 << 28, 64};
        char *p = NULL;
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
          char *old = p;
          p = (char *)realloc(p, sizes[i]);
          CHECK(holds(p, sizes[i]));
          CHECK(old == NULL || old == p || alloc_get_base(old) != old);
        }
        return done();
      }
      """#)
  }

  @Test func theRingRemembersWhoFreed() throws {
    try expectOK(
      #"""
      __attribute__((noinline)) void drop(void *p) { free(p); __asm__("" ::: "memory"); }
      static int found(void *p) {
        for (uint64_t r = 0; r < header()->tables[SCRY_TABLE_RINGS].count; r++) {
          struct scry_index_ring *ring = (struct scry_index_ring *)entry(SCRY_TABLE_RINGS, r);
          for (unsigned i = 0; i < SCRY_FREES_PER_RING; i++) {
            struct scry_index_free *f = &ring->entries[i];
            if ((f->base & SCRY_FREE_ADDRESS_MASK) != (uint64_t)p || f->record != record(p)) continue;
            CHECK(f->sequence % 2 == 0 && f->sequence != 0);
            return (f->free_address & SCRY_FREE_ADDRESS_MASK) - (uint64_t)drop < 64;
          }
        }
        return 0;
      }
      static void *thread(void *p) { drop(p); return NULL; }
      int main(void) {
        void *p = malloc(1234);
        uint32_t from = site(p);
        drop(p);
        CHECK(state(p) == SCRY_STATE_FREED && size_field(p) == 1234 && site(p) == from && found(p));
        void *q = malloc(4321);
        pthread_t t;
        pthread_create(&t, NULL, thread, q);
        pthread_join(t, NULL);
        CHECK(found(q));
        for (int i = 0; i < 5000; i++) free(malloc(60));
        CHECK(!found(p));
        return done();
      }
      """#)
  }

  @Test func sitesOfOneCallAreOne() throws {
    try expectOK(
      #"""
      __attribute__((noinline)) void *here(void) { void *p = malloc(10); __asm__("" ::: "memory"); return p; }
      int main(void) {
        void *a = here(), *b = here(), *c = malloc(10);
        CHECK(site(a) != 0 && site(a) == site(b) && site(a) != site(c));
        CHECK(called_from(a, 0, (void *)here, 64) && called_from(c, 0, (void *)main, 4096));
        struct scry_index_site *s = (struct scry_index_site *)entry(SCRY_TABLE_SITES, site(a));
        struct scry_index_frame *f = (struct scry_index_frame *)entry(SCRY_TABLE_FRAMES, s->first);
        struct scry_index_module *m = (struct scry_index_module *)entry(SCRY_TABLE_MODULES, f->module);
        CHECK((m->flags & SCRY_MODULE_EXECUTABLE) && m->low <= f->return_address && f->return_address < m->high);
        return done();
      }
      """#)
  }
}
