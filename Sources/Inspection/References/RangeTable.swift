// Ranges of addresses with what they are.

import Primitives

/// Finds the range that holds an address.
struct RangeTable<Value: Sendable>: Sendable {
  private let entries: [(range: AddressRange, value: Value)]

  /// Ranges that overlap are not expected: of those the one with the highest start is found.
  init(_ entries: [(range: AddressRange, value: Value)]) {
    self.entries = entries.sorted { $0.range.start < $1.range.start }
  }

  subscript(_ address: Address) -> (range: AddressRange, value: Value)? {
    let after = entries.partitioningIndex { $0.range.start > address }
    guard after > 0, entries[after - 1].range.contains(address) else { return nil }
    return entries[after - 1]
  }
}
