// Stacks as gdb sees them on the same stop: the same frames, the same values.

import Foundation
import TestSupport
import Testing

@Suite struct StackTests {
  private static let programs = [
    "threads", "stack_variables", "stack_memory", "list_void", "alternate_stack", "exceptions",
  ]
  private static let flavours = ["gcc-O0", "gcc-O2", "clang-O0", "clang-O2"]

  @Test(.enabled(if: Tool.exists("gdb")), arguments: programs, flavours)
  func framesAndValuesAreThoseOfGdb(_ name: String, _ flavour: String) throws {
    let process = try ChildProcess(
      [TargetProgram(name: name, flavour: flavour).path], environment: Scratch.environment)
    let pid = try waitUntilReady(process)
    try compare(pid, "\(name) \(flavour)")
    process.closeInput()
    #expect(try process.wait(before: Deadline(seconds: 60)) == .exited(0))
  }

  @Test(
    .enabled(
      if: Tool.exists("gdb") && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3.11"))
  )
  func pythonsFramesAreThoseOfGdb() throws {
    let process = try ChildProcess(
      [
        "/usr/bin/python3.11", "-S", "-c",
        "import sys; print('ready', flush=True); sys.stdin.read()",
      ],
      environment: Scratch.environment)
    while let line = try process.readLine(before: Deadline(seconds: 60)), line != "ready" {}
    usleep(100_000)
    try compare(Int(process.pid), "python3.11")
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

  private func compare(_ pid: Int, _ name: String) throws {
    let theirs = try gdbFrames(pid)
    let ours = try scryFrames(pid)
    #expect(ours.map(\.place) == theirs.map(\.place), "\(name)")
    for (our, their) in zip(ours, theirs) where our.place == their.place {
      for difference in our.differences(from: their) {
        Issue.record("\(name): \(our.place): \(difference)")
      }
    }
  }

  private func gdbFrames(_ pid: Int) throws -> [ComparedFrame] {
    let script = BuildFolder.package.appending(path: "Tests/ProgramTests/gdb_stacks.py").path
    let result = try run([
      "/usr/bin/gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off", "-p", "\(pid)", "-x",
      script,
    ])
    let frames = try result.text.split(separator: "\n").compactMap { line in
      try String(line).removing(prefix: "frame ").map {
        ComparedFrame(gdb: .object(try JSONValue.object(of: $0)))
      }
    }
    try #require(!frames.isEmpty, "\(result.errors)")
    return frames
  }

  private func scryFrames(_ pid: Int) throws -> [ComparedFrame] {
    let result = try run([BuildFolder.scry, "stack", "--json", "--locals", "\(pid)"], seconds: 600)
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
    let level: Int
    let function: String
    let line: Int

    var description: String { "thread \(thread) #\(level) \(function):\(line)" }
  }

  enum Value: Equatable {
    case numbers([UInt64])
    case none
    /// Scry says that it cannot be known.
    case lost
    case notCompared
  }

  let place: Place
  /// In their order; a name may stand several times, for inner blocks.
  let variables: [(name: String, value: Value)]

  init(gdb frame: JSONValue) {
    let isSignal = frame.member("signal") == .bool(true)
    place = Place(
      thread: frame.member("thread")?.integer ?? 0, level: frame.member("level")?.integer ?? 0,
      function: isSignal ? "signal" : frame.member("function")?.string ?? "",
      line: isSignal ? 0 : frame.member("line")?.integer ?? 0)
    variables = (frame.member("variables")?.elements ?? []).map { entry in
      let parts = entry.elements
      return (parts.first?.string ?? "", Self.gdbValue(parts.last ?? .null))
    }
  }

  private static func gdbValue(_ value: JSONValue) -> Value {
    switch value {
    case .text: .none
    case .list(let leaves): .numbers(leaves.compactMap(number))
    default: .notCompared
    }
  }

  private static func number(_ value: JSONValue) -> UInt64? {
    switch value {
    case .integer(let number): UInt64(bitPattern: Int64(number))
    case .text(let text): UInt64(text.dropFirst(2), radix: 16)
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }

  init(scry frame: JSONValue, thread: Int) {
    let isSignal = frame.member("signal") == .bool(true)
    place = Place(
      thread: thread, level: frame.member("level")?.integer ?? 0,
      function: isSignal ? "signal" : frame.member("function")?.string ?? "",
      line: isSignal ? 0 : frame.member("line")?.integer ?? 0)
    variables = (frame.member("variables")?.elements ?? []).map { variable in
      let name = variable.member("name")?.string ?? ""
      if let value = variable.member("value") {
        return (name, Self.leaves(value).map { .numbers($0) } ?? .notCompared)
      }
      let note = variable.member("note")?.string ?? ""
      let isLost =
        note.contains("did not keep") || note.contains("cannot be told") || note.contains("partly")
      return (name, isLost ? .lost : .none)
    }
  }

  /// The numbers that a value is made of; nil for what is not compared.
  private static func leaves(_ value: JSONValue) -> [UInt64]? {
    switch value.member("kind")?.string {
    case "integer", "character", "enum", "boolean", "pointer":
      return value.member("value").flatMap(number).map { [$0] }
    case "record":
      let members = (value.member("members")?.elements ?? []).map {
        $0.member("value").flatMap(leaves)
      }
      return members.contains(nil) ? nil : members.flatMap { $0 ?? [] }
    case "array":
      let parts = (value.member("elements")?.elements ?? []).map { element -> [UInt64]? in
        let count = element.member("repeats")?.integer ?? 1
        return element.member("value").flatMap(leaves).map { leaves in
          (0..<count).flatMap { _ in leaves }
        }
      }
      return parts.contains(nil) ? nil : parts.flatMap { $0 ?? [] }
    default: return nil
    }
  }

  /// What gdb says otherwise. What it has no value for, and what Scry calls lost, is not compared.
  func differences(from gdb: ComparedFrame) -> [String] {
    var rest = variables
    return gdb.variables.compactMap { name, value in
      guard case .numbers(let theirs) = value else {
        return nil
      }
      guard let index = rest.firstIndex(where: { $0.name == name }) else {
        return "\(name) is missing; gdb has \(theirs)"
      }
      let ours = rest.remove(at: index).value
      switch ours {
      case .lost, .notCompared: return nil
      case .none: return "\(name) is optimized out; gdb has \(theirs)"
      case .numbers(let numbers):
        return numbers == theirs ? nil : "\(name) is \(numbers); gdb has \(theirs)"
      }
    }
  }
}
