// Who points where: all pointers of a process, sorted by what they point at.

import Primitives
import TargetMemory

/// The pointers in memory as they were at one moment, 8 bytes for each. A word counts as a pointer when its value is an address of
/// mapped memory; whether it is one in truth, its holder's type must say.
struct ReferenceIndex: Sendable {
  /// Target granule above, place granule below; sorted.
  private let pairs: [UInt64]
  private let places: CompactAddresses
  private let targets: CompactAddresses

  /// Reads the whole process. Nil when `goesOn` said to stop.
  init?(_ scan: ReferenceScan, goesOn: @escaping @Sendable (Double) -> Bool) {
    guard let pieces = scan.run(goesOn: goesOn) else { return nil }
    pairs = PairSort.sorted(pieces)
    places = scan.places
    targets = scan.targets
  }

  /// How many words there are that may be pointers.
  var count: Int { pairs.count }

  /// Calls `body` with the place and the value of every word that points into a range, as `memory` has them now, until it
  /// returns false: by rising granule of the value, then by rising place.
  func forEach(
    into range: AddressRange, in memory: any MemoryReader,
    _ body: (_ place: Address, _ value: Address) -> Bool
  ) {
    guard let wanted = targets.numbers(overlapping: range) else { return }
    var index = firstIndex(of: wanted.lowerBound)
    while index < pairs.count, pairs[index] >> 32 <= UInt64(wanted.upperBound) {
      let granule = places.granule(UInt32(truncatingIfNeeded: pairs[index]))
      let first = pairs[index]
      for place in stride(from: granule.start.raw, to: granule.end.raw, by: 8) {
        // Of one granule of several words, those that point into this granule of targets: the others have pairs of their own.
        guard let value = try? memory.pointer(at: Address(place)), range.contains(value),
          let target = targets.number(of: value), UInt64(target) == first >> 32
        else { continue }
        if !body(Address(place), value) { return }
      }
      // Two words of one granule may point to one granule: they have a pair each, and were both found with the first.
      repeat { index += 1 } while index < pairs.count && pairs[index] == first
    }
  }

  private func firstIndex(of target: UInt32) -> Int {
    let wanted = UInt64(target) << 32
    return pairs.partitioningIndex { $0 >= wanted }
  }
}
