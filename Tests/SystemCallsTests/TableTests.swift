// The table of calls against the kernel's headers and against strace's own sets.

import Foundation
import SystemCalls
import TestSupport
import Testing

@Suite struct TableTests {
  @Test func numbersOfTheHeaders() throws {
    let header = try String(
      contentsOfFile: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", encoding: .utf8)
    let defined = header.matches(of: /#define __NR_(\w+) (\d+)/)
    try #require(defined.count >= 362)
    for match in defined {
      #expect(SystemCallTable.shared[String(match.1)]?.number == UInt64(match.2))
    }
  }

  @Test func callsThatAreNewerThanTheHeaders() {
    let newest: [(UInt64, String)] = [
      (335, "uretprobe"), (336, "uprobe"), (453, "map_shadow_stack"), (469, "file_setattr"),
    ]
    for (number, name) in newest { #expect(SystemCallTable.shared[number]?.name == name) }
    #expect(SystemCallTable.shared[470] == nil)
    #expect(SystemCallTable.shared[337] == nil)
  }

  static let sets = [
    "file", "desc", "network", "signal", "memory", "process", "clock", "creds", "stat", "fstat",
    "%stat", "%statfs", "pure",
  ]

  @Test func setsOfStrace() throws {
    let workspace = try Workspace()
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "calls.c")
    try workspace.require("gcc", ["-w", "-O1", source.path, "-o", "calls"])
    let all = try names("all", in: workspace)
    try #require(all.count > 120)
    for set in Self.sets {
      let ours = try #require(SystemCallTable.shared.set(named: set))
      let expected = try names("%" + set, in: workspace)
      let chosen = all.filter {
        SystemCallTable.shared[$0].map { ours.contains($0.number) } ?? false
      }
      #expect(chosen == expected, "%\(set)")
    }
  }

  /// The calls of the program that strace shows for an expression.
  private func names(_ expression: String, in workspace: Workspace) throws -> Set<String> {
    try workspace.require(
      "strace", ["-e", "trace=\(expression)", "-o", "trace", "./calls", "/dev/null"])
    let trace = try String(contentsOfFile: workspace.path("trace"), encoding: .isoLatin1)
    return Set(trace.matches(of: /(?m)^(\w+)\(/).map { String($0.1) })
  }
}
