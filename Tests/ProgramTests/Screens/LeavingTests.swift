// However the interface ends, the target runs on, and the terminal is as it was.

import Foundation
import TestSupport
import Testing

@Suite struct LeavingTests {
  /// A way out.
  enum Way: String, CaseIterable {
    case key, term, hangup, kill, quit, heldKill, heldTerm, suspended

    var signal: Int32? {
      switch self {
      case .key, .suspended: nil
      case .term, .heldTerm: SIGTERM
      case .hangup: SIGHUP
      case .quit: SIGQUIT
      case .kill, .heldKill: SIGKILL
      }
    }

    var isHeld: Bool { self == .heldKill || self == .heldTerm }
    /// Whether we can put the terminal right: not after SIGKILL.
    var restores: Bool { signal != SIGKILL }
  }

  private let program = TargetProgram(name: "inventory", flavour: "gcc-O0")

  @Test(arguments: Way.allCases)
  func targetRunsOnAndTerminalIsAsItWas(_ way: Way) throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    try Scratch.withFolder { folder in
      let (before, after, end) = (
        folder.appending(path: "before").path, folder.appending(path: "after").path,
        folder.appending(path: "end").path
      )
      let script = folder.appending(path: "look.sh").path
      try """
      set -m
      stty -a >\(before)
      \(BuildFolder.scry) attach \(pid)
      stty -a >\(after)
      : >\(end)
      """.write(toFile: script, atomically: true, encoding: .utf8)
      // What the shell writes to a terminal that was not put right stands anywhere.
      let hasEnded = { (_: [String]) in FileManager.default.fileExists(atPath: end) }
      let terminal = try TerminalSession("/bin/bash \(script)", columns: 80, rows: 24)
      try terminal.wait(for: "Largest types")
      try terminal.wait(for: "struct item")
      if way.isHeld {
        try terminal.press("S")
        try terminal.wait(for: "STOPPED")
        #expect(Self.state(of: pid) == "t")
      }
      if let signal = way.signal {
        #expect(kill(try Self.interface(on: pid), signal) == 0)
      } else if way == .suspended {
        try terminal.press("C-z")
        // The shell goes on with the script when its job is stopped.
        try #require(try terminal.wait(for: hasEnded) != nil)
        // The shell may have ended its stopped job by now.
        if let stopped = try? Self.interface(on: pid) { kill(stopped, SIGKILL) }
      } else {
        try terminal.press("q")
      }
      try #require(try terminal.wait(for: hasEnded) != nil)
      if way.restores {
        let texts = try [before, after].map { try String(contentsOfFile: $0, encoding: .utf8) }
        #expect(texts[0] == texts[1])
      }
      let runs = try terminal.wait { _ in ["S", "R"].contains(Self.state(of: pid)) }
      #expect(runs != nil, "the target is in state \(Self.state(of: pid))")
    }
  }

  /// A stop that nobody can prepare for: the shell sets the terminal to its own modes, and has them again at the end.
  @Test func aStopFromOutsideIsSurvived() throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    try Scratch.withFolder { folder in
      let (stopped, end) = (
        folder.appending(path: "stopped").path, folder.appending(path: "end").path
      )
      let script = folder.appending(path: "look.sh").path
      try """
      set -m
      \(BuildFolder.scry) attach \(pid)
      : >\(stopped)
      fg
      : >\(end)
      """.write(toFile: script, atomically: true, encoding: .utf8)
      let terminal = try TerminalSession("/bin/bash \(script)", columns: 80, rows: 24)
      try terminal.wait(for: "struct item")
      #expect(kill(try Self.interface(on: pid), SIGSTOP) == 0)
      let isThere = { (path: String) in FileManager.default.fileExists(atPath: path) }
      try #require(try terminal.wait { _ in isThere(stopped) } != nil)
      // The keys arrive without Enter, and are not echoed.
      try terminal.wait(for: "Largest types")
      try terminal.press("2")
      try terminal.wait(for: "share")
      try terminal.press("q")
      #expect(try terminal.wait { _ in isThere(end) } != nil)
    }
  }

  /// The process id of the interface on a target.
  private static func interface(on pid: Int) throws -> Int32 {
    let found = try Tool.require(["pgrep", "-f", "scry attach \(pid)$"])
    let ids = found.split(separator: "\n").compactMap { Int32($0) }
    return try #require(ids.last)
  }

  /// A letter, as `ps` has it.
  private static func state(of pid: Int) -> String {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
  }
}
