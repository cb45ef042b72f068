// Stacks as gdb sees them on the same stop: the same frames, the same variables, the same values.

import Foundation
import TestSupport
import Testing

@Suite struct StackTests {
  private static let programs = [
    "threads", "stack_variables", "stack_memory", "list_void", "alternate_stack", "exceptions",
    "optimized_variables",
  ]
  private static let flavours = ["gcc-O0", "gcc-O2", "clang-O0", "clang-O2"]

  @Test(.enabled(if: Tool.exists("gdb")), arguments: programs, flavours)
  func framesAndValuesAreThoseOfGdb(_ name: String, _ flavour: String) throws {
    let process = try ChildProcess(
      [TargetProgram(name: name, flavour: flavour).path], environment: Scratch.environment)
    let pid = try waitUntilReady(process)
    try compare(.process(pid), "\(name) \(flavour)")
    process.closeInput()
    #expect(try process.wait(before: Deadline(seconds: 60)) == .exited(0))
  }

  @Test(.enabled(if: Tool.exists("gcore")), arguments: ["stack_variables", "threads"], flavours)
  func soAreThoseOfACore(_ name: String, _ flavour: String) throws {
    let program = TargetProgram(name: name, flavour: flavour)
    try Scratch.withFolder { folder in
      let process = try ChildProcess([program.path], environment: Scratch.environment)
      let pid = try waitUntilReady(process)
      try Tool.require(["gcore", "-o", folder.appending(path: "core").path, "\(pid)"])
      let core = folder.appending(path: "core.\(pid)").path
      try compare(.core(core, of: program.path), "core of \(name) \(flavour)")
    }
  }

  private static let python = "/usr/bin/python3.11"

  /// Four threads: one reads, two sleep below some calls, one waits for an event.
  private static let pythonProgram = """
    import sys, threading, time
    def work(count, text, *rest, **named):
        table = {"count": count, "items": [1, 2, 3]}
        if count > 0:
            return work(count - 1, text + "x")
        time.sleep(1000)
    for _ in range(2):
        threading.Thread(target=work, args=(3, "abc"), daemon=True).start()
    threading.Thread(target=threading.Event().wait, args=(1000,), daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
    """

  @Test(
    .enabled(if: Tool.exists("gdb") && FileManager.default.isExecutableFile(atPath: python)))
  func pythonsFramesAreThoseOfGdb() throws {
    let process = try ChildProcess(
      [Self.python, "-S", "-c", Self.pythonProgram], environment: Scratch.environment)
    while let line = try process.readLine(before: Deadline(seconds: 60)), line != "ready" {}
    usleep(200_000)
    try compare(.process(Int(process.pid)), "python3.11")
  }

  /// GraphicsMagick between two commands of a batch: its threads wait for the next one.
  @Test(.enabled(if: Tool.exists("gdb") && Tool.exists("gm")))
  func graphicsMagicksFramesAreThoseOfGdb() throws {
    let process = try ChildProcess(
      ["/usr/bin/gm", "batch", "-echo", "on", "-"],
      environment: Scratch.environment.merging(["OMP_NUM_THREADS": "4"]) { $1 })
    process.send("convert -size 200x200 gradient:red-blue -blur 3x2 null:\nversion\n")
    while let line = try process.readLine(before: Deadline(seconds: 60)) {
      if line.hasPrefix("GraphicsMagick") { break }
    }
    usleep(200_000)
    try compare(.process(Int(process.pid)), "gm")
  }

  private func waitUntilReady(_ process: ChildProcess) throws -> Int {
    var pid = 0
    while let line = try process.readLine(before: Deadline(seconds: 60)), line != "ready" {
      if let text = line.removing(prefix: "pid ") { pid = Int(text) ?? 0 }
    }
    // It has still to go to sleep.
    usleep(50_000)
    return pid
  }

  /// Without the functions that jumped to the next which gdb does not find: it follows no calls through pointers.
  private static func aligned(
    _ ours: [ComparedFrame], with theirs: [ComparedFrame]
  ) -> [ComparedFrame] {
    ours.reduce(into: []) { kept, frame in
      let next = kept.count < theirs.count ? theirs[kept.count].place : nil
      if !frame.hasJumped || frame.place == next { kept.append(frame) }
    }
  }

  private func compare(_ target: ComparedTarget, _ name: String) throws {
    let theirs = try target.gdbFrames()
    let ours = Self.aligned(try target.scryFrames(), with: theirs)
    #expect(ours.map(\.place) == theirs.map(\.place), "\(name)")
    for (our, their) in zip(ours, theirs) where our.place == their.place {
      for difference in our.differences(from: their) {
        Issue.record("\(name): \(our.place): \(difference)")
      }
    }
  }
}

/// What both are asked about.
private enum ComparedTarget {
  case process(Int)
  case core(String, of: String)

  private var gdbArguments: [String] {
    switch self {
    case .process(let pid): ["-p", "\(pid)"]
    case .core(let path, let program): [program, path]
    }
  }

  private var scryArgument: String {
    switch self {
    case .process(let pid): "\(pid)"
    case .core(let path, _): path
    }
  }

  func gdbFrames() throws -> [ComparedFrame] {
    let script = BuildFolder.package.appending(path: "Tests/ProgramTests/gdb_stacks.py").path
    let result = try run(
      ["/usr/bin/gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off"] + gdbArguments
        + ["-x", script])
    let frames = try result.text.split(separator: "\n").compactMap { line in
      try String(line).removing(prefix: "frame ").map {
        ComparedFrame(gdb: .object(try JSONValue.object(of: $0)))
      }
    }
    try #require(!frames.isEmpty, "\(result.errors)")
    return frames
  }

  func scryFrames() throws -> [ComparedFrame] {
    let result = try run(
      [BuildFolder.scry, "stack", "--json", "--locals", scryArgument], seconds: 600)
    try #require(result.status == .exited(0), "\(result.errors)")
    return try result.text.split(separator: "\n").flatMap { line in
      let thread = JSONValue.object(try JSONValue.object(of: String(line)))
      let id = thread.member("thread")?.integer ?? 0
      return (thread.member("frames")?.elements ?? []).map { ComparedFrame(scry: $0, thread: id) }
    }
  }
}

/// A frame with what is compared of it.
private struct ComparedFrame {
  struct Place: Equatable, CustomStringConvertible {
    let thread: Int
    let function: String
    let line: Int
    let isInlined: Bool

    var description: String { "thread \(thread) \(function):\(line)" }
  }

  let place: Place
  /// Nothing but the jump that ended it tells of the function.
  let hasJumped: Bool
  /// In their order; a name may stand several times, for inner blocks.
  let variables: [(name: String, value: ComparedValue)]

  init(gdb frame: JSONValue) {
    place = Place(frame, thread: frame.member("thread")?.integer ?? 0)
    hasJumped = false
    variables = (frame.member("variables")?.elements ?? []).map { entry in
      let parts = entry.elements
      return (parts.first?.string ?? "", ComparedValue(gdb: parts.last ?? .null))
    }
  }

  init(scry frame: JSONValue, thread: Int) {
    place = Place(frame, thread: thread)
    hasJumped = frame.member("origin") == .text("tailCall")
    variables = (frame.member("variables")?.elements ?? []).map { variable in
      (variable.member("name")?.string ?? "", ComparedValue(scry: variable))
    }
  }

  /// What gdb says otherwise.
  func differences(from gdb: ComparedFrame) -> [String] {
    var rest = variables
    var differences: [String] = []
    for (name, theirs) in gdb.variables {
      guard let index = rest.firstIndex(where: { $0.name == name }) else {
        // gdb shows variables of inlined functions twice, the second time as optimized out, or out of their blocks.
        if case .optimizedOut = theirs { continue }
        differences.append("\(name) is missing; gdb has \(theirs)")
        continue
      }
      let ours = rest.remove(at: index).value
      if !ours.agrees(with: theirs) { differences.append("\(name) is \(ours); gdb has \(theirs)") }
    }
    // What has no name gdb does not show.
    return differences + rest.filter { !$0.name.isEmpty }.map { "\($0.name) is not gdb's" }
  }
}

extension ComparedFrame.Place {
  fileprivate init(_ frame: JSONValue, thread: Int) {
    let isSignal = frame.member("signal") == .bool(true)
    self.init(
      thread: thread,
      function: isSignal ? "signal" : frame.member("function")?.string ?? "",
      line: isSignal ? 0 : frame.member("line")?.integer ?? 0,
      isInlined: frame.member("inlined") == .bool(true))
  }
}
