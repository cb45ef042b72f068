// Where the words of the heap index come from: the target, one look at a time, or a copy.

import AgentLayout
import Primitives
import TargetMemory

/// Gives the words that a search of the heap index looks at. Indices come from the tables themselves, so every one is
/// checked here.
protocol HeapWords {
  /// The entry of a chunk (address >> 22); zero for chunks that the table does not have.
  func chunk(_ number: UInt64) throws(IndexError) -> scry_index_chunk
  /// The slot of a chunk in which a block ever began; 0 for the others.
  func slot(of chunk: UInt64) throws(IndexError) -> UInt32
  /// Calls `body` with some of a slot's records.
  func withRecords<Result>(
    slot: UInt32, _ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt64>) -> Result
  ) throws(IndexError) -> Result
  /// The distances in granules at a slot's page, 64 KiB group and 1 MiB group.
  func crossings(slot: UInt32, page: Int) throws(IndexError) -> Crossings
  /// A consistent copy of an entry of the table of big blocks; nil while it changes.
  func big(_ index: UInt32) throws(IndexError) -> scry_index_big?
}

/// How far back the block begins that covers the start of a page, of its 64 KiB and of its 1 MiB, in granules; 0: none.
struct Crossings {
  var page: UInt64 = 0
  var group64K: UInt64 = 0
  var group1M: UInt64 = 0
}

/// Geometry of the index in numbers of Swift.
enum HeapGeometry {
  static let chunkShift = UInt64(SCRY_CHUNK_SHIFT)
  static let granuleShift = UInt64(SCRY_GRANULE_SHIFT)
  static let recordsPerSlot = UInt64(SCRY_RECORDS_PER_SLOT)
  static let recordsPerPage = UInt64(SCRY_RECORDS_PER_PAGE)
  /// Granules of 64 KiB and of 1 MiB.
  static let recordsPer64K: UInt64 = 2048
  static let recordsPer1M: UInt64 = 32768
  static let recordsPerSlotShift = chunkShift - granuleShift
}
