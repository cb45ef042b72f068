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

/// The agent's reservation in a target, reached through /proc/PID/mem.
private struct AgentMemory {
  let pid: Int
  /// Readable and writable mappings in the reservation (it starts at 0x1000_0000_0000; see Documentation/FORMATS.md).
  let ranges: [Range<UInt64>]

  init?(pid: Int) {
    self.pid = pid
    let maps = (try? String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)) ?? ""
    ranges = maps.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard ends.count == 2, words[1].hasPrefix("rw"),
        (0x1000_0000_0000..<0x2000_0000_0000).contains(ends[0])
      else { return nil }
      return ends[0]..<ends[1]
    }
    if ranges.isEmpty { return nil }
  }

  /// Overwrites some words that are not zero: those are in use.
  func damage(_ generator: inout SeededGenerator) {
    guard let file = FileHandle(forUpdatingAtPath: "/proc/\(pid)/mem") else { return }
    defer { try? file.close() }
    for range in ranges {
      for _ in 0..<4 {
        let page = UInt64.random(
          in: 0..<(range.upperBound - range.lowerBound) / 4096, using: &generator)
        // The first pages hold the header and what it points to.
        let start =
          range.lowerBound + (Bool.random(using: &generator) ? min(page, 16) : page) * 4096
        damagePage(file, start, &generator)
      }
    }
  }

  private func damagePage(_ file: FileHandle, _ start: UInt64, _ generator: inout SeededGenerator) {
    guard (try? file.seek(toOffset: start)) != nil, let page = try? file.read(upToCount: 4096)
    else { return }
    let used = page.indices.filter { page[$0] != 0 }
    for _ in 0..<3 {
      guard let place = used.randomElement(using: &generator) else { return }
      let bytes = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      try? file.seek(toOffset: start + UInt64(place))
      try? file.write(contentsOf: Data(bytes))
    }
  }
}
