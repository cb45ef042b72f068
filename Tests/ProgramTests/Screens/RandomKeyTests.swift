// Keys at random on targets that are as hostile as can be: the interface must go on, and end when it is told to.

import Foundation
import TestSupport
import Testing

/// `SCRY_KEYS=10000` presses so many keys on each target instead of a few hundred.
@Suite struct RandomKeyTests {
  static let programs = ["hostile_objects", "union_closures", "templates", "pool_nested"]

  private static let keys = [
    "Up", "Down", "Left", "Right", "Home", "End", "PPage", "NPage", "Enter", "Tab", "BTab",
    "BSpace",
    "Escape", "DC", "C-d", "C-u", "C-l", "C-c", "F1", "F5", "Space", "h", "j", "k", "l", "G", "n",
    "N", "[", "]", "?", "/", "g", "f", "s", "x", "y", "Y", "b", "B", "w", "r", "i", "1", "2", "3",
    "4", "5", "6", "7", "0", "u", "p", "z", "t", "a", "e", "*", "(", "+", "-", ">", "é", "漢",
  ]

  @Test(arguments: programs)
  func interfaceOutlivesRandomKeys(_ name: String) throws {
    let program = TargetProgram(name: name, flavour: "gcc-O0")
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    let count = Int(ProcessInfo.processInfo.environment["SCRY_KEYS"] ?? "") ?? 300
    let terminal = try TerminalSession("\(BuildFolder.scry) attach \(pid)", columns: 80, rows: 24)
    try terminal.wait(for: "Largest types")
    var random = SeededGenerator(seed: UInt64(name.utf8.count))
    var pressed: [String] = []
    for round in 0..<(count / 25) {
      let keys = (0..<25).map { _ in Self.keys.randomElement(using: &random) ?? "j" }
      pressed += keys
      try terminal.press(together: keys)
      if round % 4 == 3 {
        try terminal.resize(
          columns: .random(in: 20...200, using: &random), rows: .random(in: 4...60, using: &random))
      }
    }
    try terminal.resize(columns: 80, rows: 24)
    // Out of whatever prompt is open, and out.
    try terminal.press("Escape")
    try terminal.press("Escape")
    let isThere = try terminal.wait { $0.last?.contains("quit") == true }
    let screen = try terminal.screen().joined(separator: "\n")
    #expect(isThere != nil, "after \(pressed.suffix(60).joined(separator: " ")):\n\(screen)")
    try leave(terminal)
    try terminal.wait(for: "ended 0")
    #expect(kill(pid_t(pid), 0) == 0)
  }

  /// `q` leaves the help first.
  private func leave(_ terminal: TerminalSession) throws {
    try terminal.press("1")
    try terminal.wait(for: "types")
    try terminal.press("q")
  }
}
