// The agent's tables in a running target, to be damaged.

import Foundation
import TestSupport

/// The agent's reservation in a target, reached through /proc/PID/mem.
struct AgentMemory {
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

  /// Writes bytes at an offset in the agent's header page (`struct scry_index_header`).
  func write(_ bytes: [UInt8], atHeaderOffset offset: UInt64) {
    guard let file = FileHandle(forUpdatingAtPath: "/proc/\(pid)/mem") else { return }
    defer { try? file.close() }
    try? file.seek(toOffset: Self.header + offset)
    try? file.write(contentsOf: Data(bytes))
  }

  /// SCRY_INDEX_HINT of scry_index.h.
  private static let header: UInt64 = 0x1000_0000_1000

  /// Writes another value into every word that is not zero behind the header page. `word` gets the word and its place.
  func replaceWords(_ word: (UInt64, Int) -> UInt64) {
    guard let file = FileHandle(forUpdatingAtPath: "/proc/\(pid)/mem") else { return }
    defer { try? file.close() }
    for range in ranges {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 4096)
      where start != Self.header {
        replaceWords(of: file, start, word)
      }
    }
  }

  private func replaceWords(of file: FileHandle, _ start: UInt64, _ word: (UInt64, Int) -> UInt64) {
    guard (try? file.seek(toOffset: start)) != nil, let page = try? file.read(upToCount: 4096),
      page.contains(where: { $0 != 0 })
    else { return }
    var bytes = [UInt8](page)
    for place in stride(from: 0, to: bytes.count - 7, by: 8) {
      let old = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
      guard old != 0 else { continue }
      let new = word(old, place / 8)
      bytes.withUnsafeMutableBytes { $0.storeBytes(of: new, toByteOffset: place, as: UInt64.self) }
    }
    try? file.seek(toOffset: start)
    try? file.write(contentsOf: Data(bytes))
  }
}
