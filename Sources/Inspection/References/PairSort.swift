// Sorts pairs of numbers by their upper halves.

/// Radix sort, least significant digit first: two passes over 16 bits each, which keep what is equal in its order.
enum PairSort {
  private static let digits = 1 << 16

  /// All pairs by their upper halves, equal ones in their order. The pieces are given up on the way.
  static func sorted(_ pieces: consuming [[UInt64]]) -> [UInt64] {
    let once = pass(pieces, shift: 32)
    pieces = []
    return pass([once], shift: 48)
  }

  private static func pass(_ pieces: [[UInt64]], shift: UInt64) -> [UInt64] {
    var starts = [Int](repeating: 0, count: digits)
    for piece in pieces { for pair in piece { starts[digit(pair, shift)] += 1 } }
    var sum = 0
    for index in starts.indices {
      let count = starts[index]
      starts[index] = sum
      sum += count
    }
    return [UInt64](unsafeUninitializedCapacity: sum) { buffer, count in
      for piece in pieces {
        for pair in piece {
          let place = starts[digit(pair, shift)]
          buffer[place] = pair
          starts[digit(pair, shift)] = place + 1
        }
      }
      count = sum
    }
  }

  private static func digit(_ pair: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: pair >> shift & 0xFFFF)
  }
}
