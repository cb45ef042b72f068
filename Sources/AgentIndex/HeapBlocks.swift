// Every block of the heap, slot by slot: a stream that needs 1 MiB of ours however large the heap is.

import AgentLayout
import Primitives
import TargetMemory

extension AgentIndex {
  /// Calls `body` with every live block by rising address, until it returns false. The target runs on: blocks that come
  /// or go meanwhile may or may not be among them.
  public func forEachLiveBlock(_ body: (HeapBlock) -> Bool) throws(IndexError) {
    try forEachBlock(where: \.isLive, body)
  }

  /// Calls `body` with every block that was given back and whose place has not been used again, by rising address, until
  /// it returns false.
  public func forEachFreedBlock(_ body: (HeapBlock) -> Bool) throws(IndexError) {
    try forEachBlock(where: \.isFreed, body)
  }

  private func forEachBlock(
    where wanted: (HeapRecord) -> Bool, _ body: (HeapBlock) -> Bool
  ) throws(IndexError) {
    let words = RemoteWords(index: self)
    let slots = try slotsByAddress()
    for (chunk, slot) in slots {
      guard let records = try records(ofSlot: slot) else { continue }
      let first = chunk << HeapGeometry.recordsPerSlotShift
      for (place, word) in records.enumerated() where word != 0 {
        let record = HeapRecord(word: word)
        guard wanted(record), let block = try words.block(record, granule: first + UInt64(place))
        else { continue }
        if !body(block) { return }
      }
    }
  }

  /// How many live blocks there are and how many bytes they were asked for.
  public func heapTotals() throws(IndexError) -> (blocks: UInt64, bytes: UInt64) {
    var blocks: UInt64 = 0
    var bytes: UInt64 = 0
    try forEachLiveBlock {
      blocks += 1
      bytes &+= $0.size
      return true
    }
    return (blocks, bytes)
  }

  /// Chunk numbers and slots by rising address. A chunk that two slots claim, or that its own entry denies, is left out.
  func slotsByAddress() throws(IndexError) -> [(chunk: UInt64, slot: UInt32)] {
    let count = min(try count(of: SCRY_TABLE_DIRECTORY), header[SCRY_TABLE_SLOTS].capacity)
    guard count > 1, count <= UInt64(UInt32.max) else { return [] }
    let chunks: [UInt64] = try entries(SCRY_TABLE_DIRECTORY, from: 1, count: count - 1)
    var result: [(chunk: UInt64, slot: UInt32)] = []
    for (index, chunk) in chunks.enumerated() where chunk < SCRY_CHUNK_COUNT {
      result.append((chunk, UInt32(index + 1)))
    }
    result.sort { ($0.chunk, $0.slot) < ($1.chunk, $1.slot) }
    return result.enumerated().filter { $0 == 0 || result[$0 - 1].chunk != $1.chunk }
      .map(\.element)
  }

  /// All records of a slot in one read; nil for a slot that is not there.
  private func records(ofSlot slot: UInt32) throws(IndexError) -> [UInt64]? {
    guard let address = header[SCRY_TABLE_SLOTS].entry(UInt64(slot)) else { return nil }
    do throws(ReadError) {
      return try reader.values(at: address, count: Int(SCRY_RECORDS_PER_SLOT))
    } catch .unmapped, .missing {
      return nil
    } catch {
      throw .memory(error)
    }
  }
}
