// The protocol between the agent and its readers, checked by exhaustive search: Tests/Model.

import Foundation
import TestSupport
import Testing

/// A model with some of its definitions.
struct Model: Sendable, CustomTestStringConvertible {
  let file: String
  let definitions: [String]

  init(_ file: String, _ definitions: String...) {
    self.file = file
    self.definitions = definitions
  }

  var testDescription: String { ([file] + definitions).joined(separator: " ") }

  static let folder = BuildFolder.package.appending(path: "Tests/Model")

  /// Searches all states with spin. Returns what it found wrong; nil when everything holds. Optimizing the search pays
  /// when all states are visited.
  func search(optimized: Bool = false) throws -> String? {
    let workspace = try Workspace()
    let model = Self.folder.appending(path: "\(file).pml").path
    try workspace.require("spin", definitions.map { "-D\($0)" } + ["-a", model])
    let effort = optimized ? "-O2" : "-O0"
    try workspace.require("cc", [effort, "-w", "-DSAFETY", "-o", "pan", "pan.c"])
    let report = try workspace.require("./pan", ["-m100000"])
    // A search that was cut short proves nothing.
    try #require(!report.contains("max search depth too small"), "\(report)")
    try #require(report.contains("State-vector"), "\(report)")
    if report.contains("errors: 0") { return nil }
    return report.split(separator: "\n").first { $0.contains("pan:1:") }.map(String.init) ?? report
  }
}

@Suite struct ModelTests {
  @Test(arguments: [
    Model("records"), Model("big_blocks"), Model("big_blocks", "INSIDE"), Model("free_ring"),
    Model("free_ring", "SHARED"), Model("free_rounds"),
  ])
  func theProtocolHolds(model: Model) throws {
    #expect(try model.search(optimized: true) == nil)
  }

  /// Each leaves out or reorders one step of the protocol.
  @Test(arguments: [
    Model("records", "NO_RECHECK"), Model("records", "NO_BUMP"), Model("records", "NO_CARRY"),
    Model("records", "CARRY_UNMARKED"), Model("records", "MARK_AFTER_FREE"),
    Model("records", "MOVED_BLINDLY"), Model("records", "WHOLE_ROUND"),
    Model("big_blocks", "ENTRY_UNMARKED"), Model("big_blocks", "ENTRY_ONE_LOOK"),
    Model("big_blocks", "ENTRY_NOT_COMPARED"), Model("big_blocks", "INSIDE", "RECORD_ONE_LOOK"),
    Model("free_ring", "NO_TICKET"), Model("free_ring", "NO_CLAIM"), Model("free_ring", "ONE_LOOK"),
    Model("free_ring", "SHARED", "NO_LOCK"), Model("free_rounds", "ROUND_NOT_COMPARED"),
    Model("free_rounds", "COUNTED_LATE"), Model("free_rounds", "ROUND_ONE_LOOK"),
  ])
  func aMutantHasACounterexample(model: Model) throws {
    #expect(try model.search()?.contains("assertion violated") == true)
  }

  /// What is proved of the answers says something: each answer is reached.
  @Test(arguments: [
    Model("records", "WITNESS_SAME"), Model("records", "WITNESS_FREED"),
    Model("records", "WITNESS_REPLACED"), Model("big_blocks", "WITNESS"),
    Model("big_blocks", "INSIDE", "WITNESS"), Model("free_ring", "WITNESS"),
    Model("free_ring", "SHARED", "WITNESS"), Model("free_rounds", "WITNESS"),
  ])
  func everyAnswerIsReached(model: Model) throws {
    #expect(try model.search() != nil)
  }

  /// A step of a model, `/* NAME */`, is named where the program takes it.
  @Test func theStepsAreThoseOfTheSources() throws {
    let sources = try ["Agent/agent", "AgentIndex", "AgentLayout/include"].map(Self.text)
      .joined()
    for model in ["records", "big_blocks", "free_ring", "free_rounds"] {
      let file = Model.folder.appending(path: "\(model).pml")
      let text = try String(contentsOf: file, encoding: .utf8)
      let steps = text.matches(of: /\/\* ([A-Z_]+) \*\//).map { String($0.1) }
      #expect(!steps.isEmpty)
      for step in steps {
        #expect(sources.contains(try Regex("\\b\(step)\\b")), "\(step) of \(model)")
      }
    }
  }

  /// All files of a folder in Sources.
  private static func text(_ folder: String) throws -> String {
    let url = BuildFolder.package.appending(path: "Sources").appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: url.path)
      .map { try String(contentsOf: url.appending(path: $0), encoding: .utf8) }.joined()
  }
}
