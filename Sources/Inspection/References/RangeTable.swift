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
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].range.start <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, entries[low - 1].range.contains(address) else { return nil }
    return entries[low - 1]
  }
}
