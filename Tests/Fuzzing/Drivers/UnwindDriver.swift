// Unwind tables: .eh_frame and .debug_frame.

import DebugInfo
import Foundation
import Primitives
import TestSupport

/// The unwind tables of the DWARF samples.
enum UnwindDriver: FuzzDriver {
  static let name = "unwind"

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    try DwarfDriver.makeSeeds(in: workspace).map { seed in
      let places = try ElfPlaces.of(seed.bytes) { $0.hasSuffix("frame") || $0.hasSuffix("_hdr") }
      return FuzzSeed(seed.name, seed.bytes, places: Array(places.dropFirst(3)))
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    let store = ByteStore(adopting: input.bytes) { _ in }
    guard let elf = try? ElfFile(store: store) else { return false }
    let frames = CallFrameInfo(elf: elf, debugElf: elf)
    for range in frames.ranges.prefix(200) {
      _ = frames.rows(around: range.start)?.count
      _ = frames.row(at: range.end - 1)?.registers.count
    }
    return frames.ranges.count > 3
  }
}
