// `scry core` on planted crashes: the kernel's cores of programs that die in the ways that programs die.

import Foundation
import TestSupport
import Testing

/// A way to die, and what the crash view must say of it.
struct PlantedCrash: Sendable, CustomTestStringConvertible {
  let name: String
  let signal: String
  /// `cause.kind` of the JSON.
  let kind: String
  /// Every one of these is in the text. `@name` stands for the line that the source marks with that name.
  let words: [String]
  /// Whether the program must be built without optimisation: else the compiler leaves out what would crash.
  var isPlain = false

  var testDescription: String { name }
}

/// A program that dies, as one compiler builds it.
struct CrashBuild: Sendable, CustomTestStringConvertible {
  let compiler: String
  let optimization: String

  var testDescription: String { "\(compiler) \(optimization)" }
}

@Suite(.enabled(if: KernelCores.areWrittenHere)) struct CrashTests {
  static let builds = ["gcc", "clang"].flatMap { compiler in
    ["-O0", "-O2"].map { CrashBuild(compiler: compiler, optimization: $0) }
  }

  static let crashes = [
    PlantedCrash(
      name: "null", signal: "SIGSEGV", kind: "nullPointer",
      words: [
        "writes 8 bytes through a null pointer (offset 8: field `value` of struct node)",
        "in fail_null",
      ]),
    PlantedCrash(
      name: "chain", signal: "SIGSEGV", kind: "nullPointer",
      words: [
        "reads 8 bytes through a null pointer (offset 8: field `value` of struct node)",
        "the pointer 0x0 was read from .next of struct node first in frame 1, main",
      ]),
    PlantedCrash(
      name: "overflow", signal: "SIGABRT", kind: "heap",
      words: [
        ": char[1048] allocated at crash.c:@next in fail_overflow\n",
        ", right behind char[1048] allocated at crash.c:@name in fail_overflow and before "
          + "char[1048] allocated at crash.c:@next in fail_overflow, was overwritten with 0x441",
      ]),
    PlantedCrash(
      name: "freed", signal: "SIGSEGV", kind: "freed",
      words: [
        "use after free: writes 8 bytes through 0x8, which was read from .other of a freed struct node "
          + "allocated at crash.c:@node in fail_freed, freed at crash.c:@freed in fail_freed"
      ]),
    PlantedCrash(
      name: "handle", signal: "SIGSEGV", kind: "freed",
      words: [
        ", which was read from .value of a freed struct node "
          + "allocated at crash.c:@handle in fail_handle, freed at crash.c:@given in fail_handle"
      ], isPlain: true),
    PlantedCrash(
      name: "text", signal: "SIGSEGV", kind: "nonCanonical",
      words: [
        "the pointer 0x726f6620676e6f6c (the text \"long for\") was read from .next of struct node "
          + "allocated at crash.c:@over in fail_text"
      ]),
    PlantedCrash(
      name: "unmapped", signal: "SIGSEGV", kind: "freed",
      words: [
        "use after free: writes 8 bytes in [70000].value of a freed struct node[100000] "
          + "allocated at crash.c:@nodes in fail_unmapped, freed at crash.c:@unmapped in fail_unmapped"
      ]),
    PlantedCrash(
      name: "twice", signal: "SIGABRT", kind: "heap",
      words: [
        "free(): double free detected in tcache 2",
        "free was given 0x",
        ": a freed struct node allocated at crash.c:@twice in fail_twice, "
          + "freed at crash.c:@once in fail_twice",
      ]),
    PlantedCrash(
      name: "interior", signal: "SIGABRT", kind: "heap",
      words: [
        "free(): invalid pointer", ": [8] of char[40] allocated at crash.c:@text in fail_interior",
      ]),
    PlantedCrash(
      name: "stack", signal: "SIGSEGV", kind: "stackOverflow",
      words: ["stack overflow: the 8", " frames\n  recurse calls itself again and again"]),
    PlantedCrash(
      name: "thread", signal: "SIGSEGV", kind: "stackOverflow",
      words: [
        "stack overflow: the 65536 bytes of thread",
        " frames\n  recurse calls itself again and again",
      ]),
    PlantedCrash(
      name: "jump", signal: "SIGSEGV", kind: "wildJump",
      words: [
        "wild jump: calls 0x1234, where no code is",
        "was read from void (*)(void) callee in frame 1, fail_jump", "#1",
      ]),
    PlantedCrash(
      name: "nullcall", signal: "SIGSEGV", kind: "wildJump",
      words: ["wild jump: calls a null pointer to a function"]),
    PlantedCrash(
      name: "return", signal: "SIGSEGV", kind: "wildJump",
      words: ["wild jump: returns to 0x2345", "the return address on the stack was overwritten"]),
    PlantedCrash(
      name: "index", signal: "SIGSEGV", kind: "pastEnd",
      words: ["reads 4 bytes, 16777176 bytes past the end of int[10] allocated at crash.c:"]),
    PlantedCrash(
      name: "local", signal: "SIGSEGV", kind: "pastEnd",
      words: [
        "reads 4 bytes, 16777184 bytes past the end of int[8] numbers in frame 0, fail_local"
      ], isPlain: true),
    PlantedCrash(
      name: "static", signal: "SIGSEGV", kind: "pastEnd",
      words: ["reads 4 bytes, 1099511627712 bytes past the end of int[16] table"], isPlain: true),
    PlantedCrash(
      name: "literal", signal: "SIGSEGV", kind: "readOnly",
      words: ["writes 1 byte in memory that may only be read: ", "is char[8] [2]"], isPlain: true),
    PlantedCrash(
      name: "file", signal: "SIGBUS", kind: "fileEnd",
      words: ["writes 1 byte 4100 bytes into ", "cut, behind the end that the file had then"]),
    PlantedCrash(
      name: "wild", signal: "SIGSEGV", kind: "nonCanonical",
      words: [
        "writes 8 bytes at 0x4141414141414149, an address that x86-64 cannot have",
        "the pointer 0x4141414141414141 (the text \"AAAAAAAA\") was read from .next of struct node allocated at crash.c:",
      ]),
    PlantedCrash(
      name: "divide", signal: "SIGFPE", kind: "divisionByZero", words: ["divides by zero"]),
    PlantedCrash(
      name: "quotient", signal: "SIGFPE", kind: "divisionOverflow",
      words: ["divides with a quotient that has no room"]),
    PlantedCrash(
      name: "assert", signal: "SIGABRT", kind: "aborted",
      words: ["Assertion `number == 2' failed."]),
    PlantedCrash(
      name: "trap", signal: "SIGILL", kind: "trap", words: ["executes 0f 0b, an instruction"]),
    PlantedCrash(
      name: "smash", signal: "SIGABRT", kind: "aborted",
      words: ["*** stack smashing detected ***: terminated, called at crash.c", "in fail_smash"]),
    PlantedCrash(
      name: "copy", signal: "SIGSEGV", kind: "pastEnd",
      words: ["reads 1 byte, ", " bytes past the end of struct list list in frame 2, main"],
      isPlain: true),
    PlantedCrash(
      name: "length", signal: "SIGSEGV", kind: "nullPointer",
      words: ["through a null pointer", "in fail_length"], isPlain: true),
    PlantedCrash(
      name: "kill", signal: "SIGQUIT", kind: "sent",
      words: ["the program sent the signal to itself"]
    ),
    PlantedCrash(
      name: "handler", signal: "SIGABRT", kind: "nullPointer",
      words: [
        "it ended in a handler of SIGSEGV",
        "writes 8 bytes through a null pointer (offset 8: field `value` of struct node)",
      ]),
    PlantedCrash(
      name: "abort", signal: "SIGABRT", kind: "abort", words: ["abort was called, at crash.c"]),
    PlantedCrash(
      name: "guard", signal: "SIGSEGV", kind: "badAddress",
      words: [
        "writes 1 byte where it may not: 0x", "4096 bytes in, of 8192, mmap, crash.c:",
        "was read from char * pages in frame 0, fail_guard",
      ], isPlain: true),
    PlantedCrash(
      name: "last", signal: "SIGABRT", kind: "heap",
      words: [
        ", right behind char[1048] allocated at crash.c:@first in fail_last and before "
          + "char[1048] allocated at crash.c:@second in fail_last, was overwritten with 0x6161616161616161"
      ]),
  ]

  @Test(arguments: builds) func theCauseIsShown(_ build: CrashBuild) throws {
    let workspace = try Workspace()
    let program = try Self.compile(build, in: workspace)
    for crash in Self.crashes where !crash.isPlain || build.optimization == "-O0" {
      let core = try Self.core(
        of: [BuildFolder.scry, "run", "--", program, crash.name], in: workspace)
      let shown = try run([BuildFolder.scry, "core", "--summary", core.path])
      let name = "\(build.testDescription), \(crash.name)"
      try #require(shown.status == .exited(0), "\(name): \(shown.errors)")
      #expect(
        shown.text.hasPrefix("process \(core.pid) \"crash\": \(crash.signal), "),
        "\(name)\n\(shown.text)")
      for word in crash.words.map(Self.withLines) {
        #expect(shown.text.contains(word), "\(name): \(word)\n\(shown.text.prefix(1500))")
      }
      let object = try JSONValue.object(
        of: run([BuildFolder.scry, "core", "--json", core.path]).text)
      #expect(object["signal"]?.member("name")?.string == crash.signal)
      #expect(object["cause"]?.member("kind")?.string == crash.kind, "\(name)")
      try FileManager.default.removeItem(atPath: core.path)
    }
  }

  /// What registers, stacks and static data tell needs no agent, and of the heap nothing is made up.
  @Test(arguments: builds) func theCauseIsShownWithoutTheAgent(_ build: CrashBuild) throws {
    let workspace = try Workspace()
    let program = try Self.compile(build, in: workspace)
    let alike = [
      "null", "chain", "stack", "thread", "jump", "nullcall", "return", "file", "divide",
      "quotient",
      "assert", "trap", "smash", "kill", "abort",
    ]
    let names = alike + ["overflow", "freed", "twice", "wild"]
    for crash in Self.crashes where names.contains(crash.name) {
      let core = try Self.core(of: [program, crash.name], in: workspace)
      let shown = try run([BuildFolder.scry, "core", "--summary", core.path])
      let name = "\(build.testDescription), \(crash.name)"
      try #require(shown.status == .exited(0), "\(name): \(shown.errors)")
      if alike.contains(crash.name) {
        for word in crash.words.map(Self.withLines) {
          #expect(shown.text.contains(word), "\(name): \(word)\n\(shown.text.prefix(1500))")
        }
      } else {
        #expect(!shown.text.contains(", freed at"), "\(name)\n\(shown.text.prefix(1500))")
        #expect(!shown.text.contains(" allocated at"), "\(name)\n\(shown.text.prefix(1500))")
      }
      try FileManager.default.removeItem(atPath: core.path)
    }
  }

  /// The class and the message of an exception, out of the C++ library's own record.
  @Test func anUncaughtExceptionIsNamed() throws {
    let workspace = try Workspace()
    let source = """
      #include <cstdio>
      #include <stdexcept>
      #include <string>
      #include <thread>
      #include <unistd.h>
      namespace app {
      struct DiskFull : std::runtime_error { using std::runtime_error::runtime_error; int code = 4; };
      }
      struct shape {
        shape() { measure(); }
        virtual ~shape() {}
        virtual double area() const = 0;
        __attribute__((noinline)) void measure() { std::printf("%f\\n", area()); }
      };
      struct square : shape { double area() const override { return 4; } };
      void careful() noexcept { throw app::DiskFull("of no use"); }
      int main(int count, char **words) {
        std::printf("%d\\n", (int)getpid());
        std::fflush(stdout);
        std::string how = words[count - 1];
        if (how == "number") throw 7;
        if (how == "pure") delete new square;
        if (how == "careful") careful();
        if (how == "thread") std::thread([] { pause(); }).swap(*new std::thread([] { pause(); }));
        throw app::DiskFull("no space on " + how);
      }
      """
    let program = try workspace.compile(source, as: "crash", compiler: "g++", extension: "cc")
    for (word, text) in [
      ("number", "an exception was not caught: int"),
      ("disk", "an exception was not caught: app::DiskFull \"no space on disk\""),
      ("careful", "an exception was not caught: app::DiskFull \"of no use\""),
      ("pure", "a pure virtual function was called, at crash.cc:"),
      ("thread", "std::terminate was called, without an exception, at crash.cc:"),
    ] {
      let core = try Self.core(of: [program, word], in: workspace)
      let shown = try run([BuildFolder.scry, "core", "--summary", core.path])
      #expect(shown.text.contains(text), "\(shown.text.prefix(1000))\(shown.errors)")
      try FileManager.default.removeItem(atPath: core.path)
    }
  }

  // MARK: Programs

  private static func compile(_ build: CrashBuild, in workspace: Workspace) throws -> String {
    try workspace.compile(
      source, as: "crash", [build.optimization, "-fstack-protector-all", "-w"],
      compiler: build.compiler)
  }

  /// Runs a program that prints its pid and dies, and gives the core that the kernel wrote.
  static func core(
    of command: [String], in workspace: Workspace
  ) throws -> (path: String, pid: Int) {
    let ended = try run(["prlimit", "--core=unlimited"] + command, folder: workspace.url)
    let pid = try #require(Int(ended.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    return (try #require(KernelCores.find(in: workspace.url, pid: pid), "\(command)"), pid)
  }

  /// The words with the lines that the source marks.
  private static func withLines(_ words: String) -> String {
    var words = words
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard let mark = line.range(of: "// @") else { continue }
      let name = line[line.index(mark.lowerBound, offsetBy: 3)...]
      words = words.replacingOccurrences(of: "\(name) ", with: "\(index + 1) ")
    }
    return words
  }
}
