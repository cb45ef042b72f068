// Threads, forks, libraries that come and go, and programs in which the agent stands aside.

import TestSupport
import Testing

@Suite struct ProcessTests {
  @Test func threadsAndTheirStacks() throws {
    try expectOK(
      #"""
      static pthread_t self; static void *local;
      static void *body(void *argument) {
        char here;
        CHECK(*(int *)argument == 42 && !strcmp(alloc_get_allocator(&here)->name, "stack"));
        self = pthread_self();
        local = &here;
        stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
        CHECK(sigaltstack(&alternate, NULL) == 0);
        int known = 0;
        for (uint64_t i = 0; i < header()->tables[SCRY_TABLE_THREADS].count; i++) {
          struct scry_index_thread *t = (struct scry_index_thread *)entry(SCRY_TABLE_THREADS, i);
          if (t->state != SCRY_THREAD_RUNNING || t->tid != gettid()) continue;
          known = t->pthread_self == (uint64_t)self && t->stack_low <= (uint64_t)local && (uint64_t)local < t->stack_high &&
                  t->start_routine == (uint64_t)body && t->alternate_low == (uint64_t)alternate.ss_sp;
          pthread_attr_t attributes; void *low; size_t size;
          pthread_getattr_np(pthread_self(), &attributes);
          pthread_attr_getstack(&attributes, &low, &size);
          CHECK(t->stack_high == (uint64_t)low + size && t->stack_low >= (uint64_t)low);
        }
        CHECK(known);
        pthread_exit((void *)7);
      }
      int main(void) {
        int argument = 42; void *result; pthread_t t;
        CHECK(pthread_create(&t, NULL, body, &argument) == 0 && pthread_join(t, &result) == 0 && result == (void *)7);
        for (uint64_t i = 1; i < header()->tables[SCRY_TABLE_THREADS].count; i++) {
          CHECK(((struct scry_index_thread *)entry(SCRY_TABLE_THREADS, i))->state == SCRY_THREAD_ENDED);
        }
        struct scry_index_thread *main_thread = (struct scry_index_thread *)entry(SCRY_TABLE_THREADS, 0);
        CHECK(main_thread->tid == getpid() && main_thread->stack_low < (uint64_t)&t && (uint64_t)&t < main_thread->stack_high);
        return done();
      }
      """#)
  }

  /// libc walks out of `strdup` only on a stack whose bounds the agent knows.
  @Test func threadsOfC11() throws {
    try expectOK(
      #"""
      #include <threads.h>
      static void *text;
      static int body(void *argument) {
        text = strdup((const char *)argument);
        return holds(text, 6) && called_from(text, 1, (void *)body, 64) ? 7 : 0;
      }
      int main(void) {
        int result = 0; thrd_t t;
        CHECK(thrd_create(&t, body, (void *)"hello") == thrd_success && thrd_join(t, &result) == thrd_success && result == 7);
        struct scry_index_thread *entered = (struct scry_index_thread *)entry(SCRY_TABLE_THREADS, 1);
        CHECK(entered->start_routine == (uint64_t)body && entered->state == SCRY_THREAD_ENDED);
        CHECK(entered->created_by - (uint64_t)main < 4096);
        return done();
      }
      """#)
  }

  @Test func twoWritersAndAReader() throws {
    try expectOK(
      #"""
      static volatile int stop;
      enum { KEPT = 64 };
      static char *kept[2][KEPT];
      static void *writer(void *argument) {
        unsigned seed = (unsigned)(uintptr_t)argument;
        void *churn[256] = {0};
        while (!stop) {
          seed = seed * 1664525 + 1013904223;
          unsigned i = seed >> 24;
          churn[i] = seed & 4096 ? (free(churn[i]), malloc((seed >> 10) % 3000)) : realloc(churn[i], 1 + (seed >> 12) % 9000);
        }
        return NULL;
      }
      int main(void) {
        pthread_t a, b;
        for (int i = 0; i < KEPT; i++) { kept[0][i] = malloc(1 + i * 40); kept[1][i] = malloc(5000 + i * 999); }
        pthread_create(&a, NULL, writer, (void *)1);
        pthread_create(&b, NULL, writer, (void *)2);
        for (int round = 0; round < 20000; round++) {
          int i = round % KEPT;
          CHECK(alloc_get_base(kept[0][i] + i * 40) == kept[0][i] && alloc_get_size(kept[0][i]) == (size_t)(1 + i * 40));
          CHECK(alloc_get_base(kept[1][i] + 4000 + i * 999) == kept[1][i]);
          /* Whatever a racing answer is, it covers the address that was asked about. */
          char *other = kept[0][i] + (round * 977) % 500000;
          scry_alloc_info_t info;
          if (alloc_dladdr(other, &info)) CHECK((char *)info.base <= other && other <= (char *)info.base + info.size);
        }
        stop = 1;
        pthread_join(a, NULL);
        pthread_join(b, NULL);
        CHECK(header()->dropped == 0);
        return done();
      }
      """#, options: ["-O1"])
  }

  @Test func aForkedChildHasItsOwnIndex() throws {
    try expectOK(
      #"""
      static void *in_handler;
      static void handler(void) { in_handler = malloc(333); }
      static int run(int raw) {
        char *shared = (char *)malloc(500);
        int status;
        pid_t child = raw ? (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) : fork();
        if (child == 0) {
          if (!holds(shared, 500)) _exit(1);
          if (!raw && !holds(in_handler, 333)) _exit(2);
          if (!raw && header()->pid != getpid()) _exit(3);
          void *p = malloc(60);
          if (!holds(p, 60)) _exit(4);
          free(shared);
          _exit(alloc_get_base(shared) == NULL ? 0 : 5);
        }
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WEXITSTATUS(status) == 0);
        CHECK(holds(shared, 500) && header()->pid == getpid());
        return 1;
      }
      static volatile int stop;
      static void *churn(void *argument) { (void)argument; while (!stop) free(malloc(3 << 20)); return NULL; }
      int main(void) {
        pthread_atfork(NULL, NULL, handler);
        CHECK(run(0) && run(1));
        /* With another thread inside the agent's locks nearly all the time. */
        pthread_t t;
        pthread_create(&t, NULL, churn, NULL);
        for (int i = 0; i < 50; i++) {
          int status;
          pid_t child = fork();
          if (child == 0) { void *p = malloc(4 << 20); _exit(holds(p, 4 << 20) ? 0 : 1); }
          CHECK(waitpid(child, &status, 0) == child && status == 0);
        }
        stop = 1;
        pthread_join(t, NULL);
        return done();
      }
      """#)
  }

  @Test func vforkAndSpawnShareTheParentsIndex() throws {
    try expectOK(
      #"""
      #include <spawn.h>
      extern char **environ;
      int main(void) {
        void *volatile inside = NULL;
        int status;
        pid_t child = vfork();
        if (child == 0) { inside = malloc(71); _exit(0); }
        CHECK(waitpid(child, &status, 0) == child && holds(inside, 71));
        char *arguments[] = {(char *)"true", NULL};
        CHECK(posix_spawnp(&child, "true", NULL, NULL, arguments, environ) == 0);
        CHECK(waitpid(child, &status, 0) == child && status == 0);
        return done();
      }
      """#)
  }

  @Test func librariesComeAndGo() throws {
    let probe = try Probe(
      #"""
      static struct scry_index_module *module(const char *name) {
        struct scry_index_module *found = NULL;
        for (uint64_t i = 0; i < header()->tables[SCRY_TABLE_MODULES].count; i++) {
          struct scry_index_module *m = (struct scry_index_module *)entry(SCRY_TABLE_MODULES, i);
          const char *path = (const char *)entry(SCRY_TABLE_STRINGS, m->path);
          if (m->path_length >= strlen(name) && !strcmp(path + m->path_length - strlen(name), name)) found = m;
        }
        return found;
      }
      int main(int argc, char **argv) {
        (void)argc;
        CHECK(module("libc.so.6")->build_id_size == 20 && (module("libc.so.6")->flags & SCRY_MODULE_LOADED));
        uint32_t epoch = header()->module_epoch;
        void *handle = dlopen(argv[1], RTLD_NOW);
        CHECK(handle != NULL && header()->module_epoch == epoch + 1);
        struct scry_index_module *m = module("plugin.so");
        CHECK(m && (m->flags & SCRY_MODULE_LOADED) && m->loaded_epoch == epoch + 1);
        void *(*make)(void) = (void *(*)(void))dlsym(handle, "make");
        void *p = make();
        struct scry_index_site *s = (struct scry_index_site *)entry(SCRY_TABLE_SITES, site(p));
        struct scry_index_frame *f = (struct scry_index_frame *)entry(SCRY_TABLE_FRAMES, s->first);
        CHECK(entry(SCRY_TABLE_MODULES, f->module) == (void *)m && f->return_address - m->bias < m->high - m->low);
        uint32_t first = site(p);
        CHECK(dlclose(handle) == 0 && !(m->flags & SCRY_MODULE_LOADED) && m->unloaded_epoch == epoch + 2);
        /* The other library may be mapped where the first one was: its sites must not be the first one's. */
        handle = dlopen(argv[2], RTLD_NOW);
        make = (void *(*)(void))dlsym(handle, "make");
        CHECK(site(make()) != first);
        CHECK(module("other.so") != m && (module("other.so")->flags & SCRY_MODULE_LOADED));
        return done();
      }
      """#)
    let plugin =
      "#include <stdlib.h>\nvoid *make(void) { void *p = malloc(10); __asm__(\"\"); return p; }\n"
    let paths = [
      try probe.addLibrary("plugin.so", plugin),
      try probe.addLibrary("other.so", plugin + "int more = 1;\n"),
    ]
    #expect(try probe.run(paths) == Tool.Result(status: 0, output: "ok\n"))
  }

  @Test func dlopenStillSearchesTheCallersRunpath() throws {
    let probe = try Probe(
      #"""
      int main(void) {
        CHECK(dlopen("libfound-by-runpath.so", RTLD_NOW) != NULL);
        return done();
      }
      """#, options: ["-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN"])
    _ = try probe.addLibrary("libfound-by-runpath.so", "int x;\n")
    #expect(try probe.run() == Tool.Result(status: 0, output: "ok\n"))
  }

  /// A tool that edits files may leave a segment of notes behind that nothing loads, and its header.
  @Test func notesThatAreNotLoadedAreNotRead() throws {
    let probe = try Probe(
      #"""
      #include <elf.h>
      static void misplace_notes(const char *path) {
        FILE *file = fopen(path, "r+");
        Elf64_Ehdr header;
        CHECK(file && fread(&header, sizeof header, 1, file) == 1);
        for (int i = 0; i < header.e_phnum; i++) {
          long place = (long)(header.e_phoff + i * sizeof(Elf64_Phdr));
          Elf64_Phdr segment;
          CHECK(fseek(file, place, SEEK_SET) == 0 && fread(&segment, sizeof segment, 1, file) == 1);
          if (segment.p_type != PT_NOTE) continue;
          segment.p_vaddr = 0x40000000;
          CHECK(fseek(file, place, SEEK_SET) == 0 && fwrite(&segment, sizeof segment, 1, file) == 1);
        }
        CHECK(fclose(file) == 0);
      }
      int main(int argc, char **argv) {
        (void)argc;
        misplace_notes(argv[1]);
        CHECK(dlopen(argv[1], RTLD_NOW) != NULL);
        return done();
      }
      """#)
    let library = try probe.addLibrary("edited.so", "int x;\n")
    #expect(try probe.run([library]) == Tool.Result(status: 0, output: "ok\n"))
  }
}
