// Cores: headers, notes, memory, and everything that is asked of a dead process.

import CoreFiles
import Foundation
import Inspection
import Metadata
import Primitives
import Rendering
import TargetMemory
import TestSupport

/// The kernel's core of a small static program that died with frames and variables on its stack.
enum CoreDriver: FuzzDriver {
  static let name = "core"

  private static let program = """
    struct node { struct node *next; long value; } first, *volatile head = &first;
    static __attribute__((noinline)) int fail(struct node *node, int depth) {
      long numbers[4] = {depth, depth + 1, 2, 3};
    #ifdef SLEEPS
      if (depth == 6) for (;;) __asm__ volatile("syscall" : : "a"(34) : "rcx", "r11", "memory");
    #endif
      if (depth < 6) return fail(node, depth + 1) + (int)numbers[depth & 3];
      return (int)node->next->value;
    }
    void _start(void) { fail(head, 0); __builtin_trap(); }
    """

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    try ["gcc", "clang"].flatMap { compiler -> [FuzzSeed] in
      let dead = try compile(compiler, "dead-\(compiler)", [], in: workspace)
      let sleeper = try compile(compiler, "asleep-\(compiler)", ["-DSLEEPS"], in: workspace)
      // The kernel's core, where it writes any here, and Scry's own.
      let script = """
        ulimit -c unlimited; rm -f core core.*; '\(dead)'; for core in core core.*; do
        [ -f $core ] && mv $core kernel; done
        '\(sleeper)' & pid=$!; sleep 0.2; '\(BuildFolder.scry)' save $pid -o saved; kill $pid; true
        """
      _ = try Tool.run(["sh", "-c", script], in: workspace.url)
      return ["kernel", "saved"].compactMap { maker -> FuzzSeed? in
        let file = workspace.url.appending(path: maker)
        guard let data = try? Data(contentsOf: file) else { return nil }
        try? FileManager.default.removeItem(at: file)
        let bytes = [UInt8](data)
        return FuzzSeed("\(maker)-\(compiler)", bytes, places: CorePlaces.of(bytes))
      }
    }
  }

  private static func compile(
    _ compiler: String, _ name: String, _ options: [String], in workspace: Workspace
  ) throws -> String {
    try workspace.compile(
      program, as: name, ["-O0", "-nostdlib", "-static", "-fno-stack-protector"] + options,
      compiler: compiler)
  }

  static func run(_ input: FuzzInput) -> Bool {
    guard let core = CoreQuestions(input) else { return false }
    core.askMemory()
    return core.askInspector() >= 8 || input.number > 0
  }
}

/// The headers and notes alone, in cores of several kinds.
enum NoteDriver: FuzzDriver {
  static let name = "note"

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    try CoreDriver.makeSeeds(in: workspace).map { seed in
      // What is behind the notes is cut off, and reported as such.
      let end = seed.places.map(\.upperBound).min() ?? seed.bytes.count
      let notes = seed.places.first { $0.lowerBound > 0 } ?? 0..<end
      return FuzzSeed(seed.name, seed.bytes, places: [0..<64, 64..<512, notes])
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    guard let core = CoreQuestions(input) else { return false }
    core.askMemory()
    return true
  }
}

/// Where the headers, the notes and the segments' first pages of a core are.
enum CorePlaces {
  static func of(_ bytes: [UInt8]) -> [Range<Int>] {
    let count = Int(bytes[56]) | Int(bytes[57]) << 8
    var places = [0..<64, 64..<(64 + 56 * count)]
    for header in 0..<count {
      let at = 64 + 56 * header
      guard at + 56 <= bytes.count else { break }
      let word = { (place: Int) in
        (0..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[at + place + $1]) }
      }
      let (offset, size) = (word(8), word(32))
      guard size > 0, offset + size <= bytes.count else { continue }
      // All of the notes; of memory the beginning.
      places.append(offset..<(offset + (bytes[at] == 4 ? size : min(size, 1024))))
    }
    return places
  }
}

/// What commands ask of a core.
struct CoreQuestions {
  let core: CoreTarget
  private let number: Int

  /// nil when it is refused.
  init?(_ input: FuzzInput) {
    let store = ByteStore(adopting: input.bytes) { _ in }
    guard let core = try? CoreTarget(store: store) else { return nil }
    self.core = core
    number = input.number
  }

  func askMemory() {
    let mappings = (try? core.mappings()) ?? []
    for mapping in mappings.prefix(64) {
      _ = core.openablePath(of: mapping)
      for place in [mapping.range.start, mapping.range.end - 1] {
        _ = try? core.bytes(at: place, count: 64)
        _ = core.absence(at: place)
      }
    }
    _ = (core.missing.count, core.problems.count, core.facts.arguments.count)
    _ = try? core.threads().count
  }

  /// What `scry core --summary`, `scry stack --locals`, `scry what` and `scry allocators` ask; gives how many variables were seen.
  func askInspector() -> Int {
    guard
      let inspector = try? Inspector(target: core, metadata: BuiltTables.shared, threads: core),
      let stacks = try? inspector.stacks()
    else { return 0 }
    var variables = 0
    let scope = inspector.scope(of: stacks)
    for thread in stacks.snapshot.threads.prefix(4) {
      guard let stack = stacks.stack(of: thread, limit: 256) else { continue }
      for frame in stack.frames.prefix(32) {
        for variable in stacks.variables(of: frame, in: stack, thread: thread.facts.tid) {
          guard case .known(let value) = variable.state else { continue }
          variables += 1
          _ = variable.text(ViewBuilder.view(of: value, in: scope), width: 80).plain
        }
      }
      if let signal = core.signal {
        _ = inspector.crash(by: signal, of: thread, in: stacks).lines.map(\.plain)
      }
      for value in thread.registers?.general ?? [] { _ = inspector.classify(Address(value)).line }
    }
    for mapping in inspector.mappings.prefix(16) {
      _ = inspector.classify(mapping.range.start + 8).line.plain
    }
    _ = inspector.allocatorTree()
    return variables
  }
}
