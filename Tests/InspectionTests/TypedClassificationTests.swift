// Types, paths and sites of variables and heap blocks, with tables made from the programs' own debug information.

import AgentIndex
import Foundation
import Inspection
import Metadata
import Primitives
import TargetMemory
import TestSupport
import Testing
import TypeModel

/// Tables of the test's own programs only: those of the system's libraries would take long to build.
private struct OwnTables: MetadataSource {
  let cache: MetadataCache
  let folder: String

  func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? {
    path.hasPrefix(folder) ? cache.metadata(forFileAt: path, buildID: buildID) : nil
  }

  func cached(buildID: [UInt8]) -> ModuleMetadata? { cache.cached(buildID: buildID) }
}

@Suite struct TypedClassificationTests {
  private let workspace: Workspace
  private let cache: MetadataCache

  init() throws {
    workspace = try Workspace()
    cache = MetadataCache(root: workspace.path("cache"))
  }

  private func start(
    _ body: String, _ options: [String] = ["-O0"], compiler: String = "gcc",
    extension: String = "c", withAgent: Bool = true, arguments: [String] = []
  ) throws -> (Subject, Inspector) {
    let program = try workspace.compile(
      prelude + body, options + ["-Wl,--build-id"], compiler: compiler, extension: `extension`)
    _ = try cache.metadata(forModuleAt: program)
    let subject = try Subject(
      [program] + arguments, withAgent: withAgent,
      environment: ["SCRY_META_DIR": cache.directory ?? ""])
    let tables = OwnTables(cache: cache, folder: workspace.url.path)
    return (subject, try Inspector(target: try subject.target(), metadata: tables))
  }

  private func type(_ answer: Classification) -> String? {
    answer.object.map { String(decoding: $0.shape.spelling, as: UTF8.self) }
  }

  private func path(_ answer: Classification) -> String? {
    answer.part.map { String(decoding: $0.path, as: UTF8.self) }
  }

  private func text(_ bytes: [UInt8]?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  private static let shapes = """
    struct point { int x, y; };
    struct shape { struct point corners[4]; union { float scale; struct { short low, high; } parts; } as; char name[12]; };
    typedef struct shape shape_t;

    """

  @Test(arguments: ["gcc", "clang"]) func variablesHaveTypePathAndDeclaration(compiler: String)
    throws
  {
    let (subject, inspector) = try start(
      Self.shapes + """
        static shape_t drawing; static __thread struct point here[2]; struct point *first = &drawing.corners[0];
        int main(void) {
          static int calls; calls++; here[1].y = 2;
          fact("corner", &drawing.corners[2].y); fact("whole", &drawing); fact("name", &drawing.name[3]);
          fact("high", &drawing.as.parts.high); fact("calls", &calls); fact("here", &here[1].y); fact("first", &first);
          fact("middle", (char *)&drawing.corners[1].x + 2); ready();
        }
        """, compiler: compiler, withAgent: false)
    func what(_ name: String) throws -> Classification {
      inspector.classify(try subject.address(name))
    }
    let corner = try what("corner")
    #expect(type(corner) == "struct shape" && path(corner) == ".corners[2].y")
    #expect(corner.part?.type?.spelling == Array("int".utf8))
    #expect(corner.evidence == .declared && corner.fit == .exact && corner.state == .live)
    #expect(text(corner.symbol?.name) == "drawing" && corner.symbol?.offset == 20)
    #expect(text(corner.source?.file)?.hasSuffix("program.c") == true)
    #expect(corner.source?.line ?? 0 > 0)
    let whole = try what("whole")
    #expect(path(whole) == nil && type(whole) == "struct shape" && whole.offset == 0)
    #expect(try path(what("name")) == ".name[3]")
    #expect(try path(what("middle")) == ".corners[1].x+2")
    let high = try what("high")
    #expect(path(high) == ".as.parts.high")
    #expect(high.alternatives.compactMap { text($0.part?.path) } == [".as.scale+2"])
    let calls = try what("calls")
    #expect(type(calls) == "int" && text(calls.symbol?.name) == "calls")
    #expect(text(calls.source?.function) == "main")
    let here = try what("here")
    #expect(here.symbol?.kind == .threadLocal && here.thread == subject.pid)
    #expect(type(here) == "struct point[2]" && path(here) == "[1].y")
    #expect(try type(what("first")) == "struct point *")
  }

  @Test(arguments: ["gcc", "clang"], ["-O0", "-O2"])
  func blocksAreTypedByTheirSites(compiler: String, level: String) throws {
    let (subject, inspector) = try start(
      Self.shapes + """
        struct node { struct node *next; void *data; int kind; };
        struct text { unsigned length; char bytes[]; };
        __attribute__((noinline)) static void *xmalloc(size_t n) { void *p = malloc(n); if (!p) abort(); return p; }
        __attribute__((noinline)) static struct node *make(void *data) {
          struct node *n = malloc(sizeof *n); n->next = 0; n->data = data; n->kind = 1; return n;
        }
        int main(int c, char **v) {
          struct node *head = make(0); head->next = make(head); fact("head", head); fact("data", &head->next->data);
          struct point *many = xmalloc(10 * sizeof *many); many[3].y = c; fact("many", &many[3].y);
          struct text *t = malloc(sizeof *t + 20); t->length = 20; t->bytes[5] = 'x'; fact("text", &t->bytes[5]);
          char *copy = malloc(6); strcpy(copy, "hello"); fact("copy", copy + 1);
          shape_t *s = calloc(1, sizeof *s); s->corners[1].x = c; fact("shape", &s->corners[1].x);
          ready(); return head->kind + many->x + t->length + copy[0] + s->corners[0].x;
        }
        """, [level], compiler: compiler)
    func what(_ name: String) throws -> Classification {
      inspector.classify(try subject.address(name))
    }
    let data = try what("data")
    #expect(type(data) == "struct node" && path(data) == ".data" && data.allocator == .malloc)
    #expect(data.evidence == .site && data.fit == .exact && data.allocation?.size == 24)
    #expect(text(data.site?.file)?.hasSuffix("program.c") == true)
    #expect(data.generation == 1)
    if level == "-O0" { #expect(text(data.site?.function) == "make") }
    let many = try what("many")
    #expect(type(many) == "struct point[10]" && path(many) == "[3].y")
    #expect(text(many.site?.function) == "main")
    let flexible = try what("text")
    #expect(type(flexible) == "struct text" && path(flexible) == ".bytes[5]")
    let copy = try what("copy")
    #expect(type(copy) == "char[6]" && path(copy) == "[1]")
    #expect(try type(what("shape")) == "struct shape")
    #expect(try path(what("shape")) == ".corners[1].x")
  }

  @Test func vtablePointersNameTheDynamicClass() throws {
    let (subject, inspector) = try start(
      """
      #include <new>
      struct Base { virtual ~Base() {} int b = 1; };
      struct Derived : Base { int d[4] = {}; };
      struct Other { virtual ~Other() {} int o = 2; };
      struct Both : Other, Base { long x = 3; };
      __attribute__((noinline)) static Base *make(int kind) {
        if (kind == 1) return new Derived; if (kind == 2) return new Both; return new Base;
      }
      int main() {
        Base *d = make(1), *b = make(2); void *raw = malloc(sizeof(Derived)); new (raw) Derived;
        fact("derived", &static_cast<Derived *>(d)->d[2]); fact("both", &static_cast<Both *>(b)->x);
        fact("raw", &static_cast<Derived *>(raw)->d[1]); fact("table", *(void **)d); ready();
      }
      """, compiler: "g++", extension: "cpp")
    func what(_ name: String) throws -> Classification {
      inspector.classify(try subject.address(name))
    }
    #expect(try type(what("derived")) == "Derived" && path(what("derived")) == ".d[2]")
    #expect(try type(what("both")) == "Both" && path(what("both")) == ".x")
    let raw = try what("raw")
    #expect(type(raw) == "Derived" && path(raw) == ".d[1]")
    let table = try what("table")
    #expect(table.symbol?.kind == .vtable && text(table.symbol?.name) == "vtable for Derived")
    #expect(table.symbol?.offset == 16)
  }

  /// More objects than a chunk of a census has: those of some kinds are found as if all had been looked at.
  @Test func objectsOfAKindAreFoundInACensus() throws {
    let (subject, inspector) = try start(
      """
      struct one { int a; }; struct two { int a[7]; }; struct three { int a[17]; };
      int main(void) {
        for (int i = 0; i < 150000; i++) {
          if (i % 3 == 0) { struct one *p = malloc(sizeof *p); p->a = i; }
          else if (i < 70000 || i % 1000 == 1) { struct two *p = malloc(sizeof *p); p->a[0] = i; }
          else { struct three *p = malloc(sizeof *p); p->a[0] = i; }
        }
        ready();
      }
      """)
    defer { withExtendedLifetime(subject) {} }
    let census = try inspector.census()
    #expect(census.count >= 150_000)
    for choice in ["struct one", "struct two", "struct three", "none"] {
      let wanted = census.kinds.map { $0.shape.map { text($0.spelling) == choice } ?? false }
      var places: [UInt32] = []
      census.visit { place, kind in
        if wanted[kind] { places.append(UInt32(place)) }
        return true
      }
      #expect(places.count >= (choice == "none" ? 0 : 20_000))
      let matches = census.matches(ofKinds: wanted)
      #expect(matches.count == places.count && census.places(ofKinds: wanted) == places)
      #expect(matches.window(around: -1).rows.isEmpty)
      #expect(matches.window(around: places.count).rows.isEmpty)
      var row = 0
      while row < places.count {
        let window = matches.window(around: row)
        #expect(window.rows.contains(row))
        guard Array(places[window.rows]) == window.places else {
          Issue.record("at \(row)")
          return
        }
        row = window.rows.upperBound
      }
    }
  }

  @Test func histogramsCountWhatIsThere() throws {
    let (subject, inspector) = try start(
      """
      struct small { int a, b, c; }; struct large { double d[10]; };
      static void *keep[3000];
      int main(void) {
        for (int i = 0; i < 1000; i++) { struct small *s = malloc(sizeof *s); s->a = i; keep[i] = s; }
        for (int i = 0; i < 500; i++) { struct large *l = malloc(sizeof *l); l->d[0] = i; keep[1000 + i] = l; }
        for (int i = 0; i < 100; i++) { struct small *s = malloc(7 * sizeof *s); s->a = i; keep[1500 + i] = s; }
        for (int i = 0; i < 1000; i += 10) free(keep[i]);
        ready();
      }
      """)
    defer { withExtendedLifetime(subject) {} }
    let types = try inspector.typeHistogram()
    func row(_ name: String) -> Tally? {
      types.first { text($0.type) == name && $0.evidence == .site }?.tally
    }
    #expect(row("struct small")?.count == 900 && row("struct small")?.bytes == 900 * 12)
    #expect(row("struct large")?.count == 500 && row("struct large")?.bytes == 500 * 80)
    #expect(row("struct small[]")?.count == 100 && row("struct small[]")?.bytes == 100 * 84)
    let census = try inspector.census()
    #expect(census.isComplete && census.count == types.reduce(0) { $0 + Int($1.tally.count) })
    let counted = zip(census.types, census.typeTallies).first {
      text($0.0.spelling) == "struct small" && $0.0.evidence == .site
    }
    #expect(counted?.1 == row("struct small"))
    var places = 0
    census.visit { place, kind in
      let isLarge = census.kinds[kind].shape.map { text($0.spelling) == "struct large" } ?? false
      if isLarge {
        places += 1
        #expect(inspector.classify(census.address(place)).allocation?.size == 80)
      }
      return true
    }
    #expect(places == 500)
    let sites = try inspector.siteHistogram().filter { text($0.site?.function) == "main" }
    #expect(Set(sites.map(\.tally.count)) == [900, 500, 100])
    #expect(Set(sites.map(\.site?.line)).count == 3)
    var objects = 0
    try inspector.forEachObject { object in
      if object.object.map({ text($0.shape.spelling) == "struct large" }) == true { objects += 1 }
      return true
    }
    #expect(objects == 500)
  }

  @Test func blocksOfAnUnloadedLibraryKeepTheirTypes() throws {
    let library = try workspace.compile(
      """
      #include <stdlib.h>
      struct plugin { int id; double weight; };
      void *make(void) { struct plugin *p = malloc(sizeof *p); p->id = 1; p->weight = 2; return p; }
      """, as: "plugin.so", ["-O0", "-shared", "-fPIC"])
    _ = try cache.metadata(forModuleAt: library)
    let (subject, inspector) = try start(
      """
      #include <dlfcn.h>
      int main(int c, char **v) {
        void *h = dlopen(v[1], RTLD_NOW); void *p = ((void *(*)(void))dlsym(h, "make"))();
        fact("object", (char *)p + 8); ready(); dlclose(h); ready();
      }
      """, arguments: [library])
    let object = try subject.address("object")
    let loaded = inspector.classify(object)
    #expect(type(loaded) == "struct plugin" && path(loaded) == ".weight")
    try subject.step()
    try inspector.refresh()
    #expect(!inspector.modules.contains { text($0.path) == library })
    let unloaded = inspector.classify(object)
    #expect(type(unloaded) == "struct plugin" && path(unloaded) == ".weight")
    #expect(text(unloaded.site?.function) == "make" && text(unloaded.site?.module) == library)
  }

  @Test func blocksOfALibraryWithoutDebugInformationAreForeign() throws {
    let source = try workspace.write(
      "#include <stdlib.h>\nvoid *plain(void) { return malloc(48); }\n", to: "plain.c")
    let library = try workspace.compile([source], ["-O0", "-shared", "-fPIC"], to: "libplain.so")
    let (subject, inspector) = try start(
      """
      #include <dlfcn.h>
      int main(int c, char **v) {
        fact("block", ((void *(*)(void))dlsym(dlopen(v[1], RTLD_NOW), "plain"))()); ready();
      }
      """, arguments: [library])
    let block = inspector.classify(try subject.address("block"))
    #expect(block.allocator == .malloc && block.evidence == .foreign && block.object == nil)
    #expect(text(block.site?.function) == "plain" && text(block.site?.module) == library)
    #expect(block.notes == [.noDebugInfo(module: Array(library.utf8))])
  }

  @Test func registeredTypesOfPoolsAreBelieved() throws {
    let include = BuildFolder.agentHeaders
    let (subject, inspector) = try start(
      Self.shapes + """
        #include <scry_alloc.h>
        static char arena[4096]; shape_t sample;
        int main(void) {
          uint64_t pool = scry_pool_create("shapes", arena, sizeof arena);
          scry_pool_register(pool, arena + 128, sizeof(struct shape), "struct shape");
          scry_pool_register(pool, arena + 512, 3 * sizeof(struct point), "struct point[3]");
          fact("shape", arena + 128 + 12); fact("points", arena + 512 + 20); ready();
        }
        """, ["-O0", "-I", include])
    func what(_ name: String) throws -> Classification {
      inspector.classify(try subject.address(name))
    }
    let shape = try what("shape")
    #expect(shape.allocator == .pool(Array("shapes".utf8)))
    #expect(type(shape) == "struct shape" && path(shape) == ".corners[1].y")
    #expect(shape.evidence == .declared && shape.enclosing.map(\.allocator) == [.static])
    #expect(try type(what("points")) == "struct point[3]" && path(what("points")) == "[2].y")
    let row = try inspector.typeHistogram().first { text($0.type) == "struct shape" }
    #expect(row?.tally.count == 1)
  }
}
