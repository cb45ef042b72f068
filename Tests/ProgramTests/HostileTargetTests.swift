// A target whose agent tables are garbage, or change all the time: Scry answers something and ends.

import Foundation
import TestSupport
import Testing

@Suite struct HostileTargetTests {
  /// Random bytes are written into the agent's own memory; then everything is asked.
  @Test(arguments: 0..<6)
  func damagedIndex(_ batch: Int) throws {
    let program = TargetProgram(name: "calloc_table", flavour: "gcc-O0")
    var generator = SeededGenerator(seed: UInt64(batch))
    for _ in 0..<4 {
      let target = try program.start()
      let pid = try #require(target.truths.first).pid
      let memory = try #require(AgentMemory(pid: pid), "no agent in \(pid)")
      for _ in 0..<6 {
        memory.damage(&generator)
        try askEverything(pid, target.truths.map(\.address), "batch \(batch)")
      }
      // Its own tables are broken, so the program may end as it likes; the process object ends it.
    }
  }

  private func askEverything(_ pid: Int, _ addresses: [String], _ name: String) throws {
    let commands = [
      ["what", "--json", "\(pid)"] + addresses, ["objects", "\(pid)"], ["allocators", "\(pid)"],
    ]
    for command in commands {
      let result = try run([BuildFolder.scry] + command, seconds: 60)
      #expect(
        result.isOrderly, "\(name): \(command[0]): \(result.status) \(result.errors.suffix(1000))")
      #expect(
        result.output.allSatisfy { $0 == 10 || $0 >= 32 },
        "\(name): control characters in the output")
    }
  }
}
