// Damage that knows what binary formats are made of: sizes, offsets, counts, LEB128 numbers.

import TestSupport

/// Damages one sample in place, and takes the damage back. The same number gives the same damage.
struct Mutator {
  private let memory: UnsafeMutableRawBufferPointer
  private let places: [Range<Int>]
  private var undo: [(place: Int, byte: UInt8)] = []

  /// The most bytes that one blow changes.
  private static let blow = 16

  init(_ memory: UnsafeMutableRawBufferPointer, places: [Range<Int>]) {
    self.memory = memory
    self.places = places
  }

  /// Damages the sample and gives how many of its bytes are left; number 0 is the sound one.
  mutating func damage(seed: UInt64, number: Int) -> Int {
    guard number > 0, memory.count > 2 * Self.blow else { return memory.count }
    var random = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9e37_79b9)
    for _ in 0..<Int.random(in: 1...6, using: &random) { strike(&random) }
    guard Int.random(in: 0..<12, using: &random) == 0 else { return memory.count }
    return place(&random)
  }

  /// Makes the sample sound again.
  mutating func restore() {
    for change in undo.reversed() { memory[change.place] = change.byte }
    undo.removeAll(keepingCapacity: true)
  }

  /// Seven times in eight where damage does most.
  private func place(_ random: inout SeededGenerator) -> Int {
    let last = memory.count - Self.blow
    guard !places.isEmpty, Int.random(in: 0..<8, using: &random) > 0 else {
      return Int.random(in: 0..<last, using: &random)
    }
    let range = places[Int.random(in: places.indices, using: &random)]
    return min(Int.random(in: range, using: &random), last)
  }

  private mutating func strike(_ random: inout SeededGenerator) {
    let at = place(&random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: set(at, memory[at] ^ 1 << UInt8.random(in: 0..<8, using: &random))
    case 1: set(at, UInt8.random(in: .min ... .max, using: &random))
    case 2: set(at, memory[at] &+ (Bool.random(using: &random) ? 1 : 0xff))
    case 3: setNumber(at, size: 1 << Int.random(in: 1...3, using: &random), &random)
    case 4: setLEB128(at, &random)
    case 5: copy(from: place(&random), to: at, count: 1 << Int.random(in: 2...4, using: &random))
    case 6: swapWords(at, place(&random))
    default: for offset in 0..<8 { set(at + offset, at % 2 == 0 ? 0xff : 0) }
    }
  }

  private mutating func set(_ place: Int, _ byte: UInt8) {
    undo.append((place, memory[place]))
    memory[place] = byte
  }

  /// A number that a size, an offset or a count trips over.
  private mutating func setNumber(_ place: Int, size: Int, _ random: inout SeededGenerator) {
    let count = UInt64(memory.count)
    let numbers: [UInt64] = [
      0, 1, .max, .max - 1, 1 << 63, 1 << 31, 1 << 32, 0x7fff_ffff, 0x7fff, 0xffff, count,
      count - 1,
      count + 1, count - UInt64(place), 1 << 47, 1 << 40, 4096, random.next(),
    ]
    let number = numbers[Int.random(in: numbers.indices, using: &random)]
    let start = place & ~(size - 1)
    for offset in 0..<size {
      set(start + offset, UInt8(truncatingIfNeeded: number >> (8 * offset)))
    }
  }

  /// A LEB128 number that is too long, or as large as it can be (DWARF 5 §7.6).
  private mutating func setLEB128(_ place: Int, _ random: inout SeededGenerator) {
    let length = Int.random(in: 1...11, using: &random)
    for offset in 0..<length - 1 { set(place + offset, Bool.random(using: &random) ? 0xff : 0x80) }
    set(place + length - 1, [0x7f, 0x01, 0x40, 0x00][Int.random(in: 0..<4, using: &random)])
  }

  private mutating func copy(from source: Int, to place: Int, count: Int) {
    for offset in 0..<count { set(place + offset, memory[source + offset]) }
  }

  private mutating func swapWords(_ a: Int, _ b: Int) {
    for offset in 0..<8 {
      let byte = memory[a + offset]
      set(a + offset, memory[b + offset])
      set(b + offset, byte)
    }
  }
}
