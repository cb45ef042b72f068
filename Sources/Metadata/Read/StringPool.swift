// Names met while units are read, each kept once and named by a number.

import Primitives

/// A string of a module that is being read: the reader that has it in the upper 4 bits, its place there in the lower 28. 0 is
/// the empty string.
struct StringID: Hashable {
  let raw: UInt32
  static let empty = StringID(raw: 0)

  init(raw: UInt32) { self.raw = raw }

  init(pool: Int, place: Int) {
    raw = UInt32(truncatingIfNeeded: pool) << 28 | UInt32(truncatingIfNeeded: place)
  }

  var pool: Int { Int(raw >> 28) }
  var place: Int { Int(raw & 0xfff_ffff) }

  /// Readers that can have a pool of their own.
  static let maximalPools = 16
  static let maximalPlaces = 1 << 28
}

/// The strings of one reader. Not thread-safe while it grows.
final class StringPool: @unchecked Sendable {
  private let index: Int
  private var arena: [UInt8] = []
  private var entries: [Entry]
  private var slots: [UInt32]

  private struct Entry {
    var start: Int
    var count: Int
    var hash: UInt64
  }

  init(index: Int) {
    self.index = index
    entries = [Entry(start: 0, count: 0, hash: Digest().value)]
    slots = Array(repeating: 0, count: 1 << 12)
    arena.reserveCapacity(1 << 16)
  }

  /// The number of a run of bytes.
  func intern(_ bytes: UnsafeRawBufferPointer) -> StringID {
    guard !bytes.isEmpty else { return .empty }
    let hash = Digest.of(bytes)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let place = Int(slots[slot])
      if entries[place].hash == hash, matches(place, bytes) { return id(place) }
      slot = (slot + 1) & (slots.count - 1)
    }
    // A pool of 2^28 names is beyond any honest file: further names are lost, not mixed up.
    guard entries.count < StringID.maximalPlaces else { return .empty }
    slots[slot] = UInt32(entries.count)
    entries.append(Entry(start: arena.count, count: bytes.count, hash: hash))
    arena.append(contentsOf: bytes)
    if entries.count * 2 > slots.count { grow() }
    return id(entries.count - 1)
  }

  func intern(_ bytes: [UInt8]) -> StringID { bytes.withUnsafeBytes { intern($0) } }

  private func id(_ place: Int) -> StringID { StringID(pool: index, place: place) }

  private func matches(_ place: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let entry = entries[place]
    guard entry.count == bytes.count else { return false }
    return arena.withUnsafeBytes {
      UnsafeRawBufferPointer(rebasing: $0[entry.start..<(entry.start + entry.count)])
        .elementsEqual(bytes)
    }
  }

  private func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for place in 1..<entries.count {
      var slot = Int(truncatingIfNeeded: entries[place].hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(place)
    }
  }

  func bytes(_ place: Int) -> ArraySlice<UInt8> {
    let entry = entries[place]
    return arena[entry.start..<(entry.start + entry.count)]
  }

  func hash(_ place: Int) -> UInt64 { entries[place].hash }
}

/// The strings of all readers, once reading is over.
struct StringPools {
  let pools: [StringPool]

  func bytes(_ id: StringID) -> ArraySlice<UInt8> {
    id == .empty ? [] : pools[id.pool].bytes(id.place)
  }

  /// Equal for equal bytes, whichever reader met them.
  func hash(_ id: StringID) -> UInt64 { pools[id == .empty ? 0 : id.pool].hash(id.place) }
}
