// A small hash table from two words to a number, for what the interpretation looks up at every instruction.

/// Numbers by pairs of words. Standard dictionaries hash with SipHash, which here costs more than the rest of a look-up;
/// keys of one function's code need no defence against collisions beyond a bound on the table's size.
struct WordPairTable {
  private struct Slot {
    var first: UInt64
    var second: UInt64
    /// One more than the number; 0 when the slot is free.
    var mark: UInt32
  }

  private static let free = Slot(first: 0, second: 0, mark: 0)

  /// A power of two, at most two thirds in use.
  private var slots = Array(repeating: free, count: 64)
  private(set) var count = 0

  /// The number of a key; setting an unused key adds it. Numbers are below `UInt32.max`.
  subscript(first: UInt64, second: UInt64) -> UInt32? {
    get {
      let mark = slots[place(first, second)].mark
      return mark == 0 ? nil : mark - 1
    }
    set {
      guard let newValue, newValue < .max else { return }
      if 3 * (count + 1) > 2 * slots.count { grow() }
      let place = place(first, second)
      if slots[place].mark == 0 { count += 1 }
      slots[place] = Slot(first: first, second: second, mark: newValue + 1)
    }
  }

  /// Where a key is, or the free slot where it would be: linear probing from its hash.
  private func place(_ first: UInt64, _ second: UInt64) -> Int {
    // Multiplication by odd constants of high entropy, the high bits folded down (Fibonacci hashing, Knuth 6.4).
    let mixed = (first &* 0x9E37_79B9_7F4A_7C15) ^ (second &* 0xC2B2_AE3D_27D4_EB4F)
    let hash = mixed ^ (mixed >> 29) ^ (mixed >> 47)
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].mark != 0,
      slots[index].first != first || slots[index].second != second
    { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Self.free, count: old.count * 2)
    for slot in old where slot.mark != 0 { slots[place(slot.first, slot.second)] = slot }
  }
}
