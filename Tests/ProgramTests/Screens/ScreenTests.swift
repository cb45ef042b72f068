// The interface's screens, to the letter: keys go in, and what shows is compared with Screens/Expected.

import Foundation
import TestSupport
import Testing

/// A walk: the keys of each step, after which the screen is compared.
struct ScreenScript: Sendable, CustomTestStringConvertible {
  let name: String
  let isCore: Bool
  let columns: Int
  let rows: Int
  /// Keys by tmux's names with blanks between; a step that begins with a quote is typed as it is.
  let steps: [String]

  var testDescription: String { "\(name), \(columns)x\(rows)" }
  var file: String { "\(name)-\(columns)x\(rows)" }
}

/// `SCRY_WRITE_GOLDEN=1 swift test -c release --filter ScreenTests` writes the screens anew, to be read before they are
/// committed.
@Suite struct ScreenTests {
  static let walk = [
    "", "?", "q", "2", "s s", "f", "'item", "Enter", "Enter", "s", "f", "'marks == 2", "Enter",
    "Enter", "Right", "j j j j j j Right j", "Tab", "y", "b", "BSpace", "[", "]", "4", "Right",
    "3", "s s s", "/", "'char", "Enter", "g", "'shelves", "Enter", "Right", "B", "Enter", "1",
    "g", "'stock->next->", "Enter",
  ]

  static let scripts = [
    ScreenScript(name: "live", isCore: false, columns: 80, rows: 24, steps: walk),
    ScreenScript(
      name: "live", isCore: false, columns: 200, rows: 60,
      steps: ["", "2", "Enter", "Enter", "Right", "4", "g", "'shelves", "Enter", "Right", "?"]),
    ScreenScript(
      name: "core", isCore: true, columns: 80, rows: 24,
      steps: ["", "r", "2", "Enter", "Enter", "S", "3", "4", "g", "'stock", "Enter", "Right"]),
    ScreenScript(
      name: "core", isCore: true, columns: 200, rows: 60,
      steps: ["", "3", "Enter", "g", "'shelves", "Enter"]),
    // Looking while typing, giving that up, and the ways back.
    ScreenScript(
      name: "keys", isCore: false, columns: 80, rows: 24,
      steps: [
        "2", "/", "'short", "Escape", "/", "'short", "Enter", "Enter", "Left", "Escape", "]", "2",
        "F1", "F1",
      ]),
    ScreenScript(
      name: "small", isCore: false, columns: 40, rows: 10,
      steps: ["", "2", "Enter", "Enter", "?"]),
  ]

  private let program = TargetProgram(name: "inventory", flavour: "gcc-O0")
  private static let writes = ProcessInfo.processInfo.environment["SCRY_WRITE_GOLDEN"] != nil

  @Test(arguments: scripts)
  func screensAreAsWritten(_ script: ScreenScript) throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    try Scratch.withFolder { folder in
      let core = folder.appending(path: "saved.core").path
      if script.isCore { _ = try run([BuildFolder.scry, "save", "\(pid)", "-o", core]) }
      // The table is made before: how long that takes differs.
      _ = try run([BuildFolder.scry, "types", "\(pid)"])
      let subject = script.isCore ? "core \(core)" : "attach \(pid)"
      let terminal = try TerminalSession(
        "\(BuildFolder.scry) \(subject)", columns: script.columns, rows: script.rows)
      let mask = ScreenMask(pid: pid)
      if Self.writes {
        try write(script, terminal, mask)
      } else {
        try compare(script, terminal, mask)
      }
    }
  }

  private func press(_ step: String, _ terminal: TerminalSession) throws {
    if step.hasPrefix("'") {
      try terminal.type(String(step.dropFirst()))
    } else {
      try terminal.press(step)
    }
  }

  /// Each step's screen must come; it may take a while until everything on it is there.
  private func compare(
    _ script: ScreenScript, _ terminal: TerminalSession, _ mask: ScreenMask
  ) throws {
    let expected = try Self.screens(in: script.file)
    try #require(expected.count == script.steps.count, "\(script.file) has other steps")
    for (step, wanted) in zip(script.steps, expected) {
      try press(step, terminal)
      let found = try terminal.wait(seconds: 30) { mask.masked($0) == wanted }
      let last = try mask.masked(terminal.screen())
      try #require(
        found != nil,
        "after \"\(step)\":\n\(last.joined(separator: "\n"))\nexpected:\n\(wanted.joined(separator: "\n"))"
      )
    }
  }

  private func write(
    _ script: ScreenScript, _ terminal: TerminalSession, _ mask: ScreenMask
  ) throws {
    var text = ""
    for step in script.steps {
      try press(step, terminal)
      let screen = try mask.masked(terminal.settledScreen())
      text += "> \(step)\n" + screen.map { $0.isEmpty ? "|\n" : "| \($0)\n" }.joined()
    }
    try text.write(to: Self.url(script.file), atomically: true, encoding: .utf8)
  }

  private static func url(_ name: String) -> URL {
    BuildFolder.package.appending(path: "Tests/ProgramTests/Screens/Expected/\(name).txt")
  }

  /// The expected screens of a file, by their steps.
  private static func screens(in name: String) throws -> [[String]] {
    var screens: [[String]] = []
    for line in try String(contentsOf: url(name), encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("> ") || line == ">" {
        screens.append([])
      } else if !screens.isEmpty {
        screens[screens.count - 1].append(String(line.dropFirst(2)))
      }
    }
    return screens
  }
}
