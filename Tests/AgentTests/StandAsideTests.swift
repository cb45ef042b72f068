// Where the agent cannot work it leaves the program alone and says so in the header.

import TestSupport
import Testing

@Suite struct StandAsideTests {
  @Test func runsUnderAddressSanitizer() throws {
    try expectOK(
      #"""
      int main(void) {
        CHECK(header()->status == SCRY_INDEX_STOPPED && header()->reason == SCRY_STOP_SANITIZER);
        free(malloc(10));
        char *p = (char *)malloc(10);
        CHECK(alloc_get_base(p) == NULL);
        free(p);
        return done();
      }
      """#, options: ["-fsanitize=address", "-fno-sanitize=leak"])
  }

  @Test func anAddressSpaceLimitIsSaid() throws {
    let probe = try Probe(
      #"""
      int main(void) {
        CHECK(header()->status == SCRY_INDEX_STOPPED && header()->reason == SCRY_STOP_ADDRESS_LIMIT);
        CHECK(header()->reservation == 0);
        char *p = (char *)malloc(1000);
        strcpy(p, "works");
        free(p);
        return done();
      }
      """#)
    let outcome = try probe.run(setup: "ulimit -v 400000")
    #expect(outcome == Tool.Result(status: 0, output: "ok\n"))
  }

  @Test func aRoomyLimitScalesTheReservation() throws {
    let probe = try Probe(
      #"""
      int main(void) {
        CHECK(header()->status == SCRY_INDEX_RUNNING && header()->reservation_size == 2000000ull * 1024);
        CHECK(holds(malloc(100), 100));
        CHECK(holds(malloc(1 << 28), 1 << 28));
        return done();
      }
      """#)
    let outcome = try probe.run(setup: "ulimit -v 8000000")
    #expect(outcome == Tool.Result(status: 0, output: "ok\n"))
  }

  @Test func aProgramsOwnMallocIsSaid() throws {
    try expectOK(
      #"""
      static char arena[1 << 20]; static size_t used;
      void *malloc(size_t n) { void *p = arena + used; used += (n + 15) & ~15ul; return used < sizeof arena ? p : NULL; }
      void *calloc(size_t n, size_t m) { return malloc(n * m); }
      void *realloc(void *p, size_t n) { void *q = malloc(n); if (p) memcpy(q, p, n); return q; }
      void free(void *p) { (void)p; }
      int main(void) {
        CHECK(header()->status == SCRY_INDEX_STOPPED && header()->reason == SCRY_STOP_FOREIGN_MALLOC);
        CHECK(malloc(10) != NULL);
        return done();
      }
      """#, options: ["-fno-builtin", "-rdynamic"])
  }

  /// What the dynamic linker would say of the program's own calls stays; of the agent's it says nothing.
  @Test func dlerrorIsTheProgramsOwn() throws {
    try expectOK(
      #"""
      #include <link.h>
      #include <string>
      static int ignore(struct dl_phdr_info *, size_t, void *) { return 0; }
      int main() {
        CHECK(dlerror() == NULL);
        dl_iterate_phdr(ignore, NULL);
        CHECK(dlerror() == NULL);
        CHECK(dlopen("/no/such/file", RTLD_NOW) == NULL);
        std::string first(100, 'x');
        CHECK(sbrk(0) != (void *)-1 && brk(sbrk(0)) == 0);
        const char *error = dlerror();
        CHECK(error != NULL && strstr(error, "/no/such/file") != NULL);
        return done();
      }
      """#, compiler: "c++")
  }

  @Test func descriptorsSignalsAndThreadsAreAsWithoutIt() throws {
    let source = #"""
      #include <dirent.h>
      static int entries(const char *path) {
        int count = 0;
        DIR *d = opendir(path);
        while (readdir(d)) count++;
        closedir(d);
        return count;
      }
      int main(void) {
        printf("%d descriptors, %d threads\n", entries("/proc/self/fd"), entries("/proc/self/task"));
        for (int s = 1; s < 32; s++) {
          struct sigaction action;
          if (sigaction(s, NULL, &action) == 0) printf("%d: %p\n", s, (void *)action.sa_handler);
        }
        return 0;
      }
      """#
    let without = try Probe(source).run(setup: "AGENT=")
    let with = try Probe(source).run()
    #expect(with == without)
    #expect(with.output.contains("threads"))
  }
}
