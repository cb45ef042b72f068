// The interface's console: commands of Scry about the target that is open, which need not be named.

import Foundation
import TestSupport
import Testing

@Suite struct ConsoleTests {
  private let program = TargetProgram(name: "inventory", flavour: "gcc-O0")

  /// What is typed, and the words that the same question has in a shell, TARGET for the target.
  private static let commands: [(typed: String, words: [String])] = [
    ("what stock", ["what", "TARGET", "stock"]),
    ("what --verbose anything", ["what", "--verbose", "TARGET", "anything"]),
    ("print *stock->next", ["print", "TARGET", "*stock->next"]),
    ("refs stock", ["refs", "TARGET", "stock"]),
    ("roots stock->next", ["roots", "TARGET", "stock->next"]),
    ("types --limit 3", ["types", "TARGET", "--limit", "3"]),
    ("allocators", ["allocators", "TARGET"]),
    // With the target, as everywhere else.
    ("what TARGET stock", ["what", "TARGET", "stock"]),
    ("print % shelves", ["print", "TARGET", "shelves"]),
    ("types --limit 2 %", ["types", "TARGET", "--limit", "2"]),
  ]

  @Test(arguments: [true, false]) func commandsAreAboutTheTarget(isLive: Bool) throws {
    let running = try program.start()
    let pid = try #require(running.truths.first).pid
    try Scratch.withFolder { folder in
      let core = folder.appending(path: "saved").path
      if !isLive { _ = try run([BuildFolder.scry, "save", "\(pid)", "-o", core]) }
      let target = isLive ? "\(pid)" : core
      let terminal = try TerminalSession(
        "\(BuildFolder.scry) \(isLive ? "attach" : "core") \(target)", columns: 200, rows: 50)
      try terminal.wait(for: "struct item")
      for (typed, words) in Self.commands {
        try expect(typed, words, of: target, on: terminal)
      }
    }
  }

  private func expect(
    _ typed: String, _ words: [String], of target: String, on terminal: TerminalSession
  ) throws {
    let command = words.map { $0 == "TARGET" ? target : $0 }
    let environment = Scratch.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    let answer = try run([BuildFolder.scry] + command, environment: environment).text
    let lines = answer.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    // Where a row has room for all of it.
    let wanted = lines.prefix(30).filter { $0.count <= 200 }.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    try #require(!wanted.isEmpty, "\(command) answers: \(answer)")
    try terminal.type(":" + typed.replacing("TARGET", with: target))
    try terminal.press("Enter")
    let found = try terminal.wait(seconds: 30) { screen in wanted.allSatisfy(screen.contains) }
    let screen = try terminal.screen().joined(separator: "\n")
    #expect(found != nil, ":\(typed)\n\(screen)\nexpected:\n\(wanted.joined(separator: "\n"))")
    try terminal.press("BSpace")
    try terminal.wait(for: "▾ Process ")
  }

  /// All of a line that is longer than the terminal is wide.
  @Test func theSelectedLineIsShownWhole() throws {
    let running = try program.start()
    let pid = try #require(running.truths.first).pid
    let terminal = try TerminalSession("\(BuildFolder.scry) attach \(pid)", columns: 60, rows: 24)
    try terminal.wait(for: "struct item")
    try terminal.type(":print *stock->next --json")
    try terminal.press("Enter")
    let found = try terminal.wait(seconds: 30) { screen in
      guard let rule = screen.firstIndex(where: { $0.hasPrefix("───") }) else { return false }
      return screen[rule...].joined().contains("expression") && screen.count > rule + 3
    }
    #expect(found != nil)
  }
}
