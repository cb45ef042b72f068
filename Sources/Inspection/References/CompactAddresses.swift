// Addresses of mapped memory as numbers of 32 bits, so that tens of millions of pointers can be held.

import Primitives

/// Ranges laid end to end and cut into granules that are numbered. The granules are the smallest ones with which 32 bits suffice.
struct CompactAddresses: Sendable {
  /// By rising address, none overlapping another.
  private let ranges: [AddressRange]
  /// The number of each range's first granule, and behind the last one how many granules there are.
  private let firsts: [UInt64]
  private let shift: UInt64

  /// - Parameter shift: the binary logarithm of the smallest granule, in bytes.
  init(_ ranges: [AddressRange], shift smallest: UInt64) {
    let ranges = ranges.filter { !$0.isEmpty }.sorted { $0.start < $1.start }
    var shift = smallest
    while Self.firsts(ranges, shift).last ?? 0 > UInt64(UInt32.max), shift < 32 { shift += 1 }
    self.ranges = ranges
    self.shift = shift
    firsts = Self.firsts(ranges, shift)
  }

  private static func firsts(_ ranges: [AddressRange], _ shift: UInt64) -> [UInt64] {
    var firsts: [UInt64] = [0]
    for range in ranges {
      let granules = (range.size - 1) >> shift + 1
      firsts.append(firsts[firsts.count - 1] &+ granules)
    }
    return firsts
  }

  /// The number of the granule that holds an address; nil for addresses outside.
  func number(of address: Address) -> UInt32? {
    let place = ranges.partitioningIndex { $0.start > address } - 1
    guard place >= 0, address < ranges[place].end else { return nil }
    return UInt32(truncatingIfNeeded: firsts[place] + (address - ranges[place].start) >> shift)
  }

  /// The granule of a number; empty when there is none.
  func granule(_ number: UInt32) -> AddressRange {
    let place = ranges.indices.partitioningIndex { firsts[$0 + 1] > UInt64(number) }
    guard place < ranges.count else { return AddressRange(Address(0), size: 0) }
    let start = ranges[place].start + (UInt64(number) - firsts[place]) << shift
    return AddressRange(start, min(start + 1 << shift, ranges[place].end))
  }

  /// The numbers of the granules that overlap a range; nil when none does.
  func numbers(overlapping range: AddressRange) -> ClosedRange<UInt32>? {
    var first = 0
    var high = ranges.count
    while first < high {
      let middle = (first + high) / 2
      if ranges[middle].end <= range.start { first = middle + 1 } else { high = middle }
    }
    guard first < ranges.count, ranges[first].start < range.end else { return nil }
    var last = first
    while last + 1 < ranges.count, ranges[last + 1].start < range.end { last += 1 }
    guard let low = number(of: max(ranges[first].start, range.start)),
      let high = number(of: min(ranges[last].end, range.end) - 1)
    else { return nil }
    return low...high
  }
}
