// The words of the heap index read from the target as they are wanted.

import AgentLayout
import Primitives
import Synchronization
import TargetMemory

/// Reads through the target, at most one page of records at a time.
struct RemoteWords: HeapWords {
  let index: AgentIndex

  func chunk(_ number: UInt64) throws(IndexError) -> scry_index_chunk {
    guard number < index.header[SCRY_TABLE_CHUNKS].capacity else { return scry_index_chunk() }
    do throws(IndexError) {
      return try index.entry(SCRY_TABLE_CHUNKS, number)
    } catch .memory(.missing(_, .notSaved)), .memory(.unmapped) {
      // What was never written of this table reads as zeros and is in no core; gdb's do not even map it.
      return scry_index_chunk()
    }
  }

  /// A chunk keeps its slot, so a slot once seen is remembered.
  func slot(of chunk: UInt64) throws(IndexError) -> UInt32 {
    if let known = index.caches.withLock({ $0.slots[chunk] }) { return known }
    let slot = try self.chunk(chunk).slot
    if slot != 0 { index.caches.withLock { $0.slots[chunk] = slot } }
    return slot
  }

  private func address(slot: UInt32, offset: Int) throws(IndexError) -> Address {
    guard let start = index.header[SCRY_TABLE_SLOTS].entry(UInt64(slot)) else {
      throw .damaged(table: Int(SCRY_TABLE_SLOTS.rawValue))
    }
    return start + UInt64(offset)
  }

  func withRecords<Result>(
    slot: UInt32, _ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt64>) -> Result
  ) throws(IndexError) -> Result {
    let start = try address(slot: slot, offset: range.lowerBound * 8)
    var failure: ReadError?
    let result = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: range.count) {
      buffer -> Result? in
      do throws(ReadError) {
        try index.reader.read(at: start, into: UnsafeMutableRawBufferPointer(buffer))
        return body(UnsafeBufferPointer(buffer))
      } catch {
        failure = error
        return nil
      }
    }
    guard let result else { throw .memory(failure ?? .unmapped(start)) }
    return result
  }

  func crossings(slot: UInt32, page: Int) throws(IndexError) -> Crossings {
    let pages = MemoryLayout<scry_index_slot>.offset(of: \.page)!
    let groups64K = MemoryLayout<scry_index_slot>.offset(of: \.group_64k)!
    let groups1M = MemoryLayout<scry_index_slot>.offset(of: \.group_1m)!
    let size = groups1M + 4 * 4 - pages
    let start = try address(slot: slot, offset: pages)
    let bytes = try index.reading { () throws(ReadError) in
      try index.reader.bytes(at: start, count: size)
    }
    return bytes.withUnsafeBytes { raw in
      Crossings(
        page: UInt64(raw.loadUnaligned(fromByteOffset: page * 2, as: UInt16.self)),
        group64K: UInt64(
          raw.loadUnaligned(fromByteOffset: groups64K - pages + page / 16 * 2, as: UInt16.self)),
        group1M: UInt64(
          raw.loadUnaligned(fromByteOffset: groups1M - pages + page / 256 * 4, as: UInt32.self)))
    }
  }

  /// Twice the same with an even sequence number: nothing was written in between. The first look reads READ_SEQUENCE and
  /// READ_ENTRY of `Tests/Model/big_blocks.pml`, for bytes are read by rising address; the second READ_SEQUENCE_AGAIN.
  func big(_ number: UInt32) throws(IndexError) -> scry_index_big? {
    let first: scry_index_big = try index.entry(SCRY_TABLE_BIG, UInt64(number))
    guard first.sequence & 1 == 0 else { return nil }
    let second: scry_index_big = try index.entry(SCRY_TABLE_BIG, UInt64(number))
    return second.sequence == first.sequence ? first : nil
  }

  /// The record of a granule at this moment.
  func record(granule: UInt64) throws(IndexError) -> HeapRecord {
    let slot = try slot(of: granule >> HeapGeometry.recordsPerSlotShift)
    guard slot != 0 else { return HeapRecord(word: 0) }
    let place = Int(granule % HeapGeometry.recordsPerSlot)
    return HeapRecord(
      word: try withRecords(slot: slot, place..<(place + 1)) { $0.first ?? 0 })
  }
}
