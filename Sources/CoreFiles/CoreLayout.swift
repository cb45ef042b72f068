// Lays the core's segments over its list of mapped files: the mappings of the dead process, piece by piece.

import DebugInfo
import Primitives
import TargetMemory

/// A stretch of address space of one mapping, as segments and files together give it.
struct CoreRegion {
  let range: AddressRange
  /// nil when no segment describes it (gdb leaves out what it does not save).
  let load: ElfSegment?
  let entry: CoreFileEntry?
}

/// Cuts the address space at the bounds of segments and of files.
struct CoreLayout {
  /// By rising address, without overlaps.
  private(set) var regions: [CoreRegion] = []

  /// Both lists by rising address; segments do not overlap.
  init(loads: [ElfSegment], files: [CoreFileEntry]) {
    var files = Self.disjoint(files)[...]
    for load in loads {
      // What of the list of files lies below the segment has no segment of its own.
      while let entry = files.first, entry.range.end <= load.range.start {
        append(entry, upTo: entry.range.end)
        files.removeFirst()
      }
      if let entry = files.first { append(entry, upTo: load.range.start) }
      cut(load, at: &files)
    }
    for entry in files { append(entry, upTo: entry.range.end) }
  }

  private var end: Address { regions.last?.range.end ?? Address(0) }

  /// A piece of a file that no segment covers.
  private mutating func append(_ entry: CoreFileEntry, upTo bound: Address) {
    let start = max(entry.range.start, end)
    let piece = AddressRange(start, min(entry.range.end, bound))
    if !piece.isEmpty { regions.append(CoreRegion(range: piece, load: nil, entry: entry)) }
  }

  /// The pieces of a segment, with and without a file. Files that reach behind it stay for the next one.
  private mutating func cut(_ load: ElfSegment, at files: inout ArraySlice<CoreFileEntry>) {
    var start = load.range.start
    while start < load.range.end {
      guard let entry = files.first, entry.range.start < load.range.end else {
        return append(load, start, load.range.end, nil)
      }
      if start < entry.range.start {
        append(load, start, entry.range.start, nil)
        start = entry.range.start
      }
      let stop = min(entry.range.end, load.range.end)
      append(load, start, stop, entry)
      start = stop
      if entry.range.end <= stop { files.removeFirst() }
    }
  }

  private mutating func append(
    _ load: ElfSegment, _ start: Address, _ end: Address, _ entry: CoreFileEntry?
  ) {
    let range = AddressRange(start, end)
    if !range.isEmpty { regions.append(CoreRegion(range: range, load: load, entry: entry)) }
  }

  private static func disjoint(_ files: [CoreFileEntry]) -> [CoreFileEntry] {
    var result: [CoreFileEntry] = []
    result.reserveCapacity(files.count)
    for entry in files where result.last.map({ $0.range.end <= entry.range.start }) ?? true {
      result.append(entry)
    }
    return result
  }
}
