// The program headers of a core: which memory was saved where, and where the notes are.

import DebugInfo
import Primitives

/// A core's segments, checked: loads by rising address without overlaps.
struct CoreHeaders {
  let loads: [ElfSegment]
  let notes: [ElfSegment]
  /// Some headers were left out because they are damaged.
  let isDamaged: Bool
  /// Some headers lie behind the end of the file.
  let isCutOff: Bool

  /// No process has more mappings than this (`vm.max_map_count` is 65,530 unless somebody raised it).
  private static let limit: UInt64 = 1 << 22

  /// Throws `.elf` or `.notACore` for other files.
  init(_ store: ByteStore) throws(CoreError) {
    let header: ElfHeader
    do throws(ElfError) { header = try ElfHeader(store) } catch { throw .elf(error) }
    guard header.kind == .core else { throw .notACore(header.kind) }
    let claimed = Self.count(header, store)
    var all: [ElfSegment] = []
    for index in 0..<min(claimed, Self.limit) {
      let offset = header.programHeaders &+ index &* UInt64(ElfHeader.programHeaderSize)
      guard let place = Int(exactly: offset), let segment = try? ElfSegment(store, at: place) else {
        break
      }
      all.append(segment)
    }
    isCutOff = all.count < claimed
    notes = all.filter { $0.kind == .note }
    let sorted = all.filter { $0.kind == .load && !$0.range.isEmpty }
      .sorted { $0.range.start < $1.range.start }
    loads = Self.disjoint(sorted)
    isDamaged = loads.count < sorted.count
  }

  /// The kernel writes the notes right behind the program headers: that tells how many there are when the true number
  /// was lost with the end of the file.
  private static func count(_ header: ElfHeader, _ store: ByteStore) -> UInt64 {
    let size = UInt64(ElfHeader.programHeaderSize)
    guard header.programHeaderCount == 0xffff, let place = Int(exactly: header.programHeaders),
      let first = try? ElfSegment(store, at: place), first.kind == .note,
      first.fileOffset > header.programHeaders
    else { return header.programHeaderCount }
    return (first.fileOffset - header.programHeaders) / size
  }

  /// Of loads that overlap the first one counts.
  private static func disjoint(_ sorted: [ElfSegment]) -> [ElfSegment] {
    var result: [ElfSegment] = []
    result.reserveCapacity(sorted.count)
    for segment in sorted {
      if let last = result.last, last.range.overlaps(segment.range) { continue }
      result.append(segment)
    }
    return result
  }
}
