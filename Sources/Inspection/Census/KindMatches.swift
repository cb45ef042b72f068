// The objects of some kinds among those of a census, found when they are wanted: no list of them is kept.

import Primitives

/// The objects of some kinds, in the census's order. How many each chunk of the census holds is known from the counting, so
/// that only chunks are read of which rows are wanted.
public struct KindMatches: Sendable {
  /// Rows that follow each other, and the places of their objects in the census.
  public struct Window: Sendable {
    public let rows: Range<Int>
    /// As many as there are rows.
    public let places: [UInt32]

    public init(rows: Range<Int> = 0..<0, places: [UInt32] = []) {
      self.rows = rows
      self.places = places
    }
  }

  private let census: HeapCensus
  private let wanted: [Bool]
  /// The row that each chunk begins with, and the number of all rows.
  private let starts: [Int]

  /// `wanted` says of each kind of the census, by its number, whether its objects are meant.
  init(_ census: HeapCensus, wanted: [Bool]) {
    self.census = census
    self.wanted = wanted
    var starts = [0]
    starts.reserveCapacity(census.chunkCount + 1)
    for chunk in 0..<census.chunkCount {
      starts.append(starts[chunk] + census.count(ofKinds: wanted, inChunk: chunk))
    }
    self.starts = starts
  }

  /// How many there are.
  public var count: Int { starts.last ?? 0 }

  /// Those of the chunk that holds a row; empty for rows that are not there. Reads at most 65,536 kinds.
  public func window(around row: Int) -> Window {
    guard (0..<count).contains(row) else { return Window() }
    let chunk = starts.partitioningIndex { $0 > row } - 1
    let places = census.places(ofKinds: wanted, inChunk: chunk)
    return Window(rows: starts[chunk]..<(starts[chunk] + places.count), places: places)
  }
}
