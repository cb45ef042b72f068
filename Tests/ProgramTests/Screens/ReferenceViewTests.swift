// The views of references and paths, to the letter, of a process and of its core.

import Foundation
import TestSupport
import Testing

@Suite struct ReferenceViewTests {
  private let program = TargetProgram(name: "inventory", flavour: "gcc-O0")

  /// The rows of a screen between its first line and its last two, without empty ones; addresses replaced.
  private static func rows(_ screen: [String]) -> [String] {
    screen.dropFirst().dropLast(2).filter { !$0.isEmpty }.map { line in
      line.replacing(/0x[0-9a-f]{7,}/, with: "ADDRESS").replacing(
        /inventory\.c:[0-9]+/, with: "SITE")
    }
  }

  private static let object = "ADDRESS is struct item, 40 bytes, malloc, SITE in new_item, live"

  private static let references = [
    object,
    "  static data ADDRESS void * anything",
    "▸ ADDRESS .next of struct item allocated at SITE in new_item",
  ]

  private static let upward = [
    object,
    "  static data ADDRESS void * anything",
    "▾ ADDRESS .next of struct item allocated at SITE in new_item",
    "    static data ADDRESS struct item * stock",
    "    static data ADDRESS [0].items of struct shelf[2] shelves",
  ]

  private static let path = [
    "= anything",
    "static data ADDRESS void * anything",
    "  ADDRESS is struct item, 40 bytes, malloc, SITE in new_item, live",
  ]

  @Test(arguments: [true, false]) func holdersUnfoldUpward(isLive: Bool) throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    try Scratch.withFolder { folder in
      let core = folder.appending(path: "saved").path
      if !isLive { _ = try run([BuildFolder.scry, "save", "\(pid)", "-o", core]) }
      let subject = isLive ? "attach \(pid)" : "core \(core)"
      let terminal = try TerminalSession("\(BuildFolder.scry) \(subject)", columns: 100, rows: 24)
      try terminal.wait(for: "struct item")
      try terminal.type("g")
      try terminal.type("stock->next")
      try terminal.press("Enter")
      try terminal.wait(for: "hammer")
      try terminal.press("u")
      try expect(Self.references, on: terminal)
      try terminal.press("j")
      try terminal.press("Right")
      try expect(Self.upward, on: terminal)
      try terminal.press("BSpace")
      try terminal.wait(for: "hammer")
      try terminal.press("p")
      try expect(Self.path, on: terminal)
      // From a step to the object that holds the pointer.
      try terminal.press("Enter")
      try terminal.wait(for: "static anything")
    }
  }

  private func expect(_ rows: [String], on terminal: TerminalSession) throws {
    let found = try terminal.wait(seconds: 30) { Self.rows($0) == rows }
    let last = Self.rows(try terminal.screen()).joined(separator: "\n")
    #expect(found != nil, "\(last)\nexpected:\n\(rows.joined(separator: "\n"))")
  }
}
