// What an address is, as far as mappings, ELF files and threads say it: no debug information needed.

import Foundation
import Inspection
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct ClassificationTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func subject(
    _ body: String, _ options: [String] = ["-O0"], withAgent: Bool = false
  ) throws -> Subject {
    try Subject([try workspace.compile(prelude + body, options)], withAgent: withAgent)
  }

  private func inspector(_ subject: Subject) throws -> Inspector {
    try Inspector(target: try subject.target(), metadata: NoMetadata())
  }

  private static let kinds = """
    static int table[10] = {1}; static int empty[10]; static const double tau = 6.28;
    static __thread long local = 5;
    static void *work(void *p) {
      int here; fact("here", &here); fact("theirs", &local); number("tid", syscall(SYS_gettid));
      pthread_barrier_wait(p); pause(); return 0;
    }
    int main(int c, char **v) {
      pthread_barrier_t b; pthread_barrier_init(&b, 0, 2);
      pthread_t t; pthread_create(&t, 0, work, &b); pthread_barrier_wait(&b);
      fact("main", main); fact("table", &table[2]); fact("empty", &empty[3]); fact("tau", &tau);
      fact("literal", "a string literal here"); fact("mine", &local); fact("local", &c); fact("argv", v[0]);
      fact("libc", dlsym_free()); fact("heap", malloc(100));
      char *p = mmap(0, 4 * 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      mprotect(p, 4096, 0); munmap(p + 3 * 4096, 4096); fact("guard", p + 8); fact("map", p + 5000);
      ready();
    }
    """
  /// The address of libc's own `free`, not of a stub.
  private static let dlsym = """
    #include <dlfcn.h>
    static void *dlsym_free(void) { return dlsym(dlopen("libc.so.6", RTLD_NOW), "free"); }

    """

  @Test func everyKindOfMemoryIsNamed() throws {
    let subject = try subject(Self.dlsym + Self.kinds)
    let inspector = try inspector(subject)
    func what(_ name: String) throws -> Classification {
      inspector.classify(try subject.address(name))
    }
    let main = try what("main")
    #expect(main.allocator == .code && main.symbol?.name == Array("main".utf8))
    #expect(main.symbol?.offset == 0)
    #expect(main.module?.suffix(8) == Array("/program".utf8)[...])
    let table = try what("table")
    #expect(table.allocator == .static && table.symbol?.name == Array("table".utf8))
    #expect(table.offset == 8 && table.allocation?.size == 40 && table.state == .live)
    #expect(try what("empty").symbol?.name == Array("empty".utf8))
    #expect(try what("tau").symbol?.name == Array("tau".utf8))
    let literal = try what("literal")
    #expect(literal.allocator == .static && literal.symbol?.kind == .stringLiteral)
    #expect(literal.allocation?.size == 22 && literal.notes.contains(.literal))
    let free = try what("libc")
    #expect(free.allocator == .code)
    #expect(
      ["free", "cfree", "__libc_free"].contains(
        String(decoding: free.symbol?.name ?? [], as: UTF8.self)))
    for name in ["local", "argv"] {
      let answer = try what(name)
      #expect(answer.allocator == .stack && answer.thread == subject.pid)
    }
    let here = try what("here")
    let tid = Int32(try subject.number("tid"))
    #expect(here.allocator == .stack && here.thread == tid)
    #expect(here.allocation?.contains(here.address) == true)
    let guardPage = try what("guard")
    #expect(guardPage.allocator == .none && guardPage.notes == [.guardPages])
    #expect(guardPage.region?.permissions.description == "---p")
  }

  @Test func threadLocalDataIsFoundInEveryThreadWithoutAnAgent() throws {
    let subject = try subject(Self.dlsym + Self.kinds)
    let inspector = try inspector(subject)
    let executable = try #require(inspector.executable)
    let threads = [("mine", subject.pid), ("theirs", Int32(try subject.number("tid")))]
    for (name, tid) in threads {
      let answer = inspector.classify(try subject.address(name))
      #expect(answer.allocator == .static && answer.thread == tid)
      #expect(answer.module == executable.path)
      // The program's only thread-local variable stands at the start of its block.
      #expect(
        inspector.threadLocal(offset: 0, of: executable, thread: tid) == answer.address)
    }
  }

  @Test func withoutAnAgentTheHeapIsUnknownAndSaysWhy() throws {
    let subject = try subject(Self.dlsym + Self.kinds)
    let inspector = try inspector(subject)
    let heap = inspector.classify(try subject.address("heap"))
    #expect(heap.allocator == .malloc && heap.state == .unknown && heap.notes == [.noAgent])
    let map = inspector.classify(try subject.address("map"))
    #expect(map.allocator == .mmap && map.state == .unknown && map.notes == [.noAgent])
  }

  @Test func addressesWithoutMemorySayHowFarTheNextIs() throws {
    let subject = try subject("int main(void) { ready(); }")
    let inspector = try inspector(subject)
    let first = try #require(inspector.mappings.first?.range.start)
    #expect(
      inspector.classify(Address(16)).notes == [.unmapped(below: nil, above: first.raw - 16)])
    #expect(inspector.classify(Address(16)).allocator == .none)
    #expect(inspector.classify(Address(0x8000_0000_0000)).notes == [.nonCanonical])
    #expect(inspector.classify(Address(0xdead_beef_dead_beef)).notes == [.nonCanonical])
    #expect(inspector.classify(Address(0xffff_8000_0000_1000)).notes == [.kernelSpace])
    for kind in [MappingKind.vdso, .vvar] {
      guard let mapping = inspector.mappings.first(where: { $0.kind == kind }) else { continue }
      #expect(inspector.classify(mapping.range.start + 64).allocator == .vdso)
    }
  }

  @Test func anElfFileThatIsOnlyReadIsNoModule() throws {
    let subject = try subject(
      """
      #include <fcntl.h>
      int main(void) {
        int fd = open("/proc/self/exe", O_RDONLY);
        fact("copy", mmap(0, 8192, 1, MAP_PRIVATE, fd, 0)); ready();
      }
      """)
    let inspector = try inspector(subject)
    let copy = try subject.address("copy")
    #expect(!inspector.modules.contains { $0.range.contains(copy) })
    #expect(inspector.modules.filter(\.isExecutable).count == 1)
    let answer = inspector.classify(copy)
    #expect(answer.allocator == .mmap && answer.notes == [.mappedFile])
    #expect(answer.region?.file?.suffix(8) == Array("/program".utf8)[...])
  }

  @Test func buildIDsInMemoryAreThoseOfTheFiles() throws {
    let subject = try subject("int main(void) { ready(); }")
    let inspector = try inspector(subject)
    let libraries = inspector.modules.filter { !$0.isVDSO }
    #expect(libraries.count >= 3)
    for module in libraries {
      let path = String(decoding: module.path, as: UTF8.self)
      let text = try Tool.require(["readelf", "-n", path])
      let wanted = text.split(separator: "\n").first { $0.contains("Build ID") }?
        .split(separator: " ").last.map(String.init)
      let hex = module.buildID.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
      #expect(hex == wanted)
    }
  }

  @Test(arguments: ["gcc", "clang"]) func symbolsAgreeWithGdb(compiler: String) throws {
    let source =
      prelude + """
        static int numbers[5] = {1, 2, 3, 4, 5}; int zeros[5]; static const int fixed[3] = {7, 8, 9};
        __attribute__((noinline)) static int twice(int x) { return x * 2 + numbers[x % 5]; }
        int main(int c, char **v) { zeros[c % 5] = twice(c) + fixed[c % 3]; fact("twice", twice); ready(); }
        """
    let program = try workspace.compile(
      source, as: "gdb-\(compiler)", ["-O1"], compiler: compiler)
    let subject = try Subject([program])
    let inspector = try inspector(subject)
    let module = try #require(inspector.executable)
    var generator = SeededGenerator(seed: 7)
    let addresses = module.segments.flatMap { segment in
      (0..<60).map { _ in
        segment.range.start + UInt64.random(in: 0..<segment.range.size, using: &generator)
      }
    }
    // gdb on the file needs no permission to trace; addresses are the file's own.
    let commands = addresses.flatMap { ["-ex", "info symbol \(module.own($0))"] }
    let answers = try Tool.require(["gdb", "-batch", "-nx", program] + commands)
      .split(separator: "\n").map(String.init)
    #expect(answers.count == addresses.count)
    var named = 0
    for (address, answer) in zip(addresses, answers) {
      let ours = inspector.classify(address)
      guard let symbol = ours.symbol, symbol.kind == .function || symbol.kind == .variable else {
        continue
      }
      // "numbers + 8 in section .data", "main in section .text".
      let words = answer.split(separator: " ")
      let offset = words.count > 2 && words[1] == "+" ? UInt64(words[2]) : 0
      #expect(words[0] == String(decoding: symbol.name, as: UTF8.self)[...], "\(answer)")
      #expect(offset == symbol.offset, "\(answer)")
      named += 1
    }
    #expect(named > 5)
  }

  @Test func linkageTablesSayWhatTheyLeadTo() throws {
    let subject = try subject(
      "int main(int c, char **v) { if (c > 5) abort(); fact(\"main\", main); ready(); }",
      ["-O0", "-Wl,-z,lazy"])
    let inspector = try inspector(subject)
    let module = try #require(inspector.executable)
    let program = String(decoding: module.path, as: UTF8.self)
    // objdump names the stubs: "0000000000001040 <abort@plt>:".
    let stubs = try Tool.run(["objdump", "-d", "-j", ".plt", "-j", ".plt.sec", program]).output
    let line = try #require(stubs.split(separator: "\n").first { $0.contains("<abort@plt>:") })
    let own = try #require(Address(parsing: line.split(separator: " ")[0]))
    let answer = inspector.classify(module.inProcess(own) + 2)
    #expect(answer.symbol?.kind == .pltEntry && answer.symbol?.name == Array("abort".utf8))
    #expect(answer.symbol?.offset == 2 && answer.allocator == .code)
    let slots = try Tool.require(["readelf", "-rW", program])
    let slot = try #require(slots.split(separator: "\n").first { $0.contains(" abort@") })
    let place = try #require(Address(parsing: slot.split(separator: " ")[0]))
    let got = inspector.classify(module.inProcess(place) + 3)
    #expect(got.symbol?.kind == .gotSlot && got.symbol?.name == Array("abort".utf8))
    #expect(got.offset == 3 && got.allocation?.size == 8)
  }

  @Test func withTheAgentBlocksPoolsAndSignalStacksAreFound() throws {
    let include = BuildFolder.agentHeaders
    let subject = try subject(
      """
      #include <scry_alloc.h>
      static void on_signal(int s) { int here; fact("onAlternate", &here); }
      int main(void) {
        char *block = malloc(4096); fact("block", block);
        uint64_t outer = scry_pool_create("outer", block, 4096);
        scry_pool_register(outer, block + 1024, 2048, 0);
        uint64_t inner = scry_pool_create("inner", block + 1024, 2048);
        scry_pool_register(inner, block + 1024 + 64, 32, 0); fact("nested", block + 1024 + 70);
        scry_pool_register(inner, block + 1024 + 128, 32, 0); scry_pool_unregister(inner, block + 1024 + 128);
        fact("returned", block + 1024 + 130); fact("spare", block + 1024 + 300);
        stack_t s = {.ss_sp = malloc(65536), .ss_size = 65536}; sigaltstack(&s, 0);
        struct sigaction a = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK}; sigaction(SIGUSR1, &a, 0);
        sigset_t none; sigemptyset(&none); sigprocmask(SIG_SETMASK, &none, 0);
        raise(SIGUSR1); void *gone = malloc(500); fact("gone", gone); free(gone); ready();
      }
      """, ["-O0", "-I", include], withAgent: true)
    let inspector = try inspector(subject)
    func what(_ name: String) throws -> Classification {
      inspector.classify(try subject.address(name))
    }
    let nested = try what("nested")
    #expect(nested.allocator == .pool(Array("inner".utf8)) && nested.state == .live)
    #expect(nested.allocation?.size == 32 && nested.offset == 6)
    #expect(nested.enclosing.map(\.allocator) == [.pool(Array("outer".utf8)), .malloc])
    #expect(nested.enclosing.map(\.range.size) == [2048, 4096])
    let returned = try what("returned")
    #expect(returned.state == .freed && returned.freedBy?.address != nil)
    #expect(try what("spare").state == .free)
    #expect(try what("onAlternate").allocator == .stack)
    let gone = try what("gone")
    #expect(gone.allocator == .malloc && gone.state == .freed && gone.allocation?.size == 500)
    #expect(gone.notes.contains(.freed) && gone.freedBy?.address != nil)
    let tree = inspector.allocatorTree()
    let heap = try #require(tree.children.first { $0.allocator == .malloc })
    let outer = try #require(heap.children.first { $0.name == Array("outer".utf8) })
    #expect(outer.children.map(\.name) == [Array("inner".utf8)])
  }
}
