// Side by side with strace: the same calls in the same order for every task, with the same results.

import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
struct TraceComparisonTests {
  @Test(arguments: [
    ["ls", "-l", "/usr/share/doc/bash"],
    ["sh", "-c", "echo one | cat | wc -c; false"],
    ["find", "/etc/apt", "-name", "*.list"],
    ["sh", "-c", "trap 'echo got' USR1; kill -USR1 $$; exit 3"],
  ]) func theSameCalls(_ command: [String]) throws {
    try Scratch.withFolder { folder in
      let ours = try traced(by: scryTrace + ["--compat"], command, folder: folder)
      let theirs = try traced(by: ["/usr/bin/strace"], command, folder: folder)
      #expect(ours.result.status == theirs.result.status)
      #expect(ours.log.faults.isEmpty)
      #expect(summary(of: ours.log) == summary(of: theirs.log))
    }
  }

  /// For every task its calls by name and result, in order. Numbers that differ from run to run, ids and addresses, are
  /// only told to be there; so are not the calls that depend on whether children end together, whose signals are then
  /// merged (signal(7)), nor those that such a signal broke off, which begin anew.
  private func summary(of log: TraceLog) -> [[String]] {
    var calls: [String: [String]] = [:]
    let isComparable = { (call: TracedCall) in
      let isBrokenOff = call.result == "?" && !call.name.hasPrefix("exit")
      return !isBrokenOff && !["wait4", "rt_sigreturn"].contains(call.name)
    }
    for call in log.calls.filter(isComparable) {
      let isStable = call.result.count < 4
      calls[call.task, default: []].append("\(call.name) \(isStable ? call.result : "number")")
    }
    return calls.values.sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test func theSameEnds() throws {
    let command = ["sh", "-c", "(exit 3); (kill -KILL $(exec sh -c 'echo $PPID')); exit 4"]
    try Scratch.withFolder { folder in
      let ours = try traced(
        by: scryTrace + ["--compat"], options: ["-e", "trace=none"], command, folder: folder)
      let theirs = try traced(
        by: ["/usr/bin/strace"], options: ["-e", "trace=none"], command, folder: folder)
      let ends = { (log: TraceLog) in log.events.map(\.text).filter { $0.hasPrefix("+++") }.sorted()
      }
      #expect(ends(ours.log) == ends(theirs.log))
    }
  }
}
