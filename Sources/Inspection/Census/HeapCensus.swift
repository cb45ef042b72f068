// Every live object of the heap with its type, in twelve bytes each: what lists, filters and histograms are made of.

import Primitives
import TypeModel

/// The live objects of malloc and of the registered pools as they were when they were counted, by rising address in each.
///
/// The process may have run on meanwhile, and has since: an object's address is no promise that it is still there.
public struct HeapCensus: Sendable {
  /// What is known of an object but its address.
  public struct Kind: Sendable {
    /// The type laid over the block; nil when it is unknown.
    public let shape: ObjectShape?
    /// Bytes from the block's start to the object: of a hidden header.
    public let offset: UInt64
    /// Bytes that were asked for.
    public let size: UInt64
    public let evidence: Evidence
    public let fit: Fit?
    public let allocator: Allocator
    /// Where it was allocated.
    public let site: CodeLocation?
    /// The calls that led there, innermost first, as far as they were recorded.
    public let frames: [CodeLocation]
    /// Its row in `types`.
    public let type: Int
    /// Its row in `sites`.
    public let place: Int
  }

  /// What the histogram of types counts together.
  public struct TypeGroup: Sendable {
    /// C spelling; arrays of any length are one type, `char[]`. Empty when unknown.
    public let spelling: [UInt8]
    public let evidence: Evidence
    /// For foreign blocks: the library, and its function if that is known.
    public let origin: CodeLocation?
  }

  /// What the histogram of sites counts together.
  public struct SiteGroup: Sendable {
    /// nil for blocks whose site is not known.
    public let site: CodeLocation?
    public let frames: [CodeLocation]
    public let spelling: [UInt8]
    public let evidence: Evidence
  }

  public internal(set) var kinds: [Kind] = []
  /// Objects of each kind.
  public internal(set) var counts: [UInt64] = []
  public internal(set) var types: [TypeGroup] = []
  public internal(set) var sites: [SiteGroup] = []
  /// False while it is being made.
  public internal(set) var isComplete = false
  private var chunks: [Chunk] = []
  private var open = Chunk()

  /// So many objects share an allocation, which copies of a growing census have in common.
  private static let chunkShift = 16
  private static let chunkSize = 1 << chunkShift

  /// The columns of some objects.
  private struct Chunk: Sendable {
    var addresses: [UInt64] = []
    var kinds: [UInt32] = []
    /// How many objects there are of each kind, those without any left out; made when the chunk is full.
    var counts: [(kind: UInt32, count: UInt32)] = []
  }

  public init() {}

  /// How many objects there are.
  public var count: Int { chunks.count << Self.chunkShift + open.addresses.count }

  /// An object's block by its place; the place must be below `count`.
  public func address(_ place: Int) -> Address {
    Address(chunk(place).addresses[place & (Self.chunkSize - 1)])
  }

  /// The number of an object's kind by its place, which must be below `count`.
  public func kind(_ place: Int) -> Int {
    Int(chunk(place).kinds[place & (Self.chunkSize - 1)])
  }

  private func chunk(_ place: Int) -> Chunk {
    let number = place >> Self.chunkShift
    return number < chunks.count ? chunks[number] : open
  }

  /// Calls `body` with the places and kinds of objects in order, from `first` on, until it returns false.
  public func visit(from first: Int = 0, _ body: (_ place: Int, _ kind: Int) -> Bool) {
    var place = first
    while place < count {
      let kinds = chunk(place).kinds
      for kind in kinds[(place & (Self.chunkSize - 1))...] {
        guard body(place, Int(kind)) else { return }
        place += 1
      }
    }
  }

  /// The objects of the kinds that `wanted`, by their numbers, is true for.
  public func matches(ofKinds wanted: [Bool]) -> KindMatches {
    KindMatches(self, wanted: wanted)
  }

  /// Chunks that have objects; all are full but the last.
  var chunkCount: Int { chunks.count + (open.kinds.isEmpty ? 0 : 1) }

  /// How many objects of a chunk are of wanted kinds.
  func count(ofKinds wanted: [Bool], inChunk number: Int) -> Int {
    guard number < chunks.count else {
      return open.kinds.reduce(0) { $0 + (wanted[Int($1)] ? 1 : 0) }
    }
    return chunks[number].counts.reduce(0) { $0 + (wanted[Int($1.kind)] ? Int($1.count) : 0) }
  }

  /// The places of a chunk's objects of wanted kinds.
  func places(ofKinds wanted: [Bool], inChunk number: Int) -> [UInt32] {
    let first = UInt32(truncatingIfNeeded: number << Self.chunkShift)
    var places: [UInt32] = []
    places.reserveCapacity(Self.chunkSize)
    for (offset, kind) in chunk(number << Self.chunkShift).kinds.enumerated()
    where wanted[Int(kind)] {
      places.append(first &+ UInt32(truncatingIfNeeded: offset))
    }
    return places
  }

  /// The places of all objects of the kinds that `wanted`, by their numbers, is true for: a few nanoseconds an object.
  public func places(ofKinds wanted: [Bool]) -> [UInt32] {
    let total = zip(counts, wanted).reduce(0) { $1.1 ? $0 + Int($1.0) : $0 }
    return [UInt32](unsafeUninitializedCapacity: total) { result, filled in
      var place: UInt32 = 0
      for chunk in chunks + [open] {
        for kind in chunk.kinds {
          if wanted[Int(kind)], filled < total {
            result[filled] = place
            filled += 1
          }
          place &+= 1
        }
      }
    }
  }

  /// Objects and bytes of all kinds, or of those that `wanted` says.
  public func tally(_ wanted: (Kind) -> Bool = { _ in true }) -> Tally {
    var tally = Tally()
    for (kind, count) in zip(kinds, counts) where wanted(kind) {
      tally.add(kind.size, count: count)
    }
    return tally
  }

  /// Objects and bytes of each row of `types`.
  public var typeTallies: [Tally] { tallies(types.count, \.type) }

  /// Objects and bytes of each row of `sites`.
  public var siteTallies: [Tally] { tallies(sites.count, \.place) }

  private func tallies(_ rows: Int, _ row: (Kind) -> Int) -> [Tally] {
    var result = [Tally](repeating: Tally(), count: rows)
    for (kind, count) in zip(kinds, counts) { result[row(kind)].add(kind.size, count: count) }
    return result
  }

  mutating func append(_ address: Address, kind: Int) {
    open.addresses.append(address.raw)
    open.kinds.append(UInt32(truncatingIfNeeded: kind))
    counts[kind] += 1
    guard open.addresses.count == Self.chunkSize else { return }
    open.counts = Self.counts(of: open.kinds, kindCount: kinds.count)
    chunks.append(open)
    open = Chunk()
    open.addresses.reserveCapacity(Self.chunkSize)
    open.kinds.reserveCapacity(Self.chunkSize)
  }

  private static func counts(
    of objects: [UInt32], kindCount: Int
  ) -> [(kind: UInt32, count: UInt32)] {
    var counts = [UInt32](repeating: 0, count: kindCount)
    var present: [UInt32] = []
    for kind in objects {
      if counts[Int(kind)] == 0 { present.append(kind) }
      counts[Int(kind)] += 1
    }
    return present.map { ($0, counts[Int($0)]) }
  }
}
