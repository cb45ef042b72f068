// The agent's tables turn into garbage while the interface is open: a clear line, and it goes on.

import Foundation
import TestSupport
import Testing

@Suite struct DamagedScreenTests {
  /// What is done to the tables.
  enum Damage: String, CaseIterable {
    case magic, version, counts, capacities, cycles, randomRecords, randomHeader

    /// What the interface says of it; nil when the tables may still answer something.
    var line: String? {
      switch self {
      case .magic: "has no agent"
      case .version: "wrote tables of version 77, which this scry does not read"
      case .counts, .capacities: "are damaged"
      case .cycles, .randomRecords, .randomHeader: nil
      }
    }
  }

  private let program = TargetProgram(name: "calloc_table", flavour: "gcc-O0")

  @Test(arguments: Damage.allCases) func itIsToldAndTheInterfaceGoesOn(_ damage: Damage) throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    let memory = try #require(AgentMemory(pid: pid), "no agent in \(pid)")
    let terminal = try open(pid)
    try terminal.wait(for: "struct table")
    try terminal.press("2")
    try terminal.wait(for: "share")
    apply(damage, to: memory)
    try terminal.press("r")
    if let line = damage.line {
      try terminal.wait(for: line)
      // The line stays: what is listed is from before.
      try terminal.wait(for: "as counted before")
    }
    try walk(terminal)
    try end(terminal)

    // And where there was no time before the damage.
    let late = try open(pid)
    if let line = damage.line {
      try late.wait(for: line)
      try late.press("3")
      try late.wait(for: "Without the agent")
    }
    try walk(late)
    try end(late)
  }

  private func open(_ pid: Int) throws -> TerminalSession {
    let terminal = try TerminalSession("\(BuildFolder.scry) attach \(pid)", columns: 160, rows: 40)
    try terminal.wait(for: "Largest types")
    return terminal
  }

  private func apply(_ damage: Damage, to memory: AgentMemory) {
    let (tables, tableSize, tableCount): (UInt64, UInt64, UInt64) = (104, 32, 14)
    let huge = [UInt8](repeating: 0xFF, count: 7) + [0x3F]
    var random = SeededGenerator(seed: 5)
    switch damage {
    case .magic: memory.write(Array("GARBAGE!".utf8), atHeaderOffset: 0)
    case .version: memory.write([77, 0, 0, 0], atHeaderOffset: 8)
    case .counts, .capacities:
      for table in 0..<tableCount {
        let field: UInt64 = damage == .counts ? 16 : 8
        memory.write(huge, atHeaderOffset: tables + table * tableSize + field)
      }
    case .cycles:
      // Whatever is a number leads to a neighbour, and that one back.
      memory.replaceWords { _, place in UInt64(place ^ 1) | UInt64(place ^ 1) << 32 }
    case .randomRecords:
      memory.replaceWords { _, _ in .random(in: 1...UInt64.max, using: &random) }
    case .randomHeader:
      for offset in stride(from: tables, to: tables + tableCount * tableSize, by: 8) {
        let word = UInt64.random(in: 0...UInt64.max, using: &random)
        let bytes = withUnsafeBytes(of: word) { Array($0) }
        memory.write(bytes, atHeaderOffset: offset)
      }
    }
  }

  /// Through all views; each shows its title.
  private func walk(_ terminal: TerminalSession) throws {
    for (key, title) in [
      ("1", "Findings"), ("2", "Types"), ("3", "Objects"), ("4", "Sites"), ("6", "Memory"),
    ] {
      try terminal.press(key)
      let found = try terminal.wait(seconds: 30) { $0.prefix(20).joined().contains(title) }
      let screen = try terminal.screen().joined(separator: "\n")
      #expect(found != nil, "no \(title):\n\(screen)")
      try terminal.press("Down Enter r")
    }
  }

  private func end(_ terminal: TerminalSession) throws {
    try terminal.press("q")
    try terminal.wait(for: "ended 0")
  }
}
