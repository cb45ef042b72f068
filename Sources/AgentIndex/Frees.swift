// The rings of the latest frees: where a freed block was freed.

import AgentLayout
import Primitives
import TargetMemory

/// A free that the agent remembers.
public struct RememberedFree: Sendable {
  /// The freed record's word, which is unique to a life of a block together with its base.
  let block: UInt64
  /// The return address of the call that freed.
  public let returnAddress: Address
  /// The epoch of the modules then.
  public let moduleEpoch: UInt32
}

extension AgentIndex {
  /// Where a freed block was freed; nil when the rings have forgotten it.
  public func free(of block: HeapBlock) throws(IndexError) -> RememberedFree? {
    try frees(of: [block]).first
  }

  /// The remembered frees of some blocks: those of one ring latest first.
  func frees(of blocks: [HeapBlock]) throws(IndexError) -> [RememberedFree] {
    let wanted = Set(blocks.map { BlockLife(base: $0.base.raw, word: $0.word) })
    var result: [RememberedFree] = []
    for ring in 0..<min(try count(of: SCRY_TABLE_RINGS), Self.ringLimit) {
      result += try frees(inRing: ring, wanted)
    }
    return result
  }

  /// The block whose free was the last that its ring recorded, when the call that freed it returns to this address.
  public func latestFree(returningTo address: Address) throws(IndexError) -> Address? {
    let capacity = UInt64(SCRY_FREES_PER_RING)
    for number in 0..<min(try count(of: SCRY_TABLE_RINGS), Self.ringLimit) {
      guard let ring = header[SCRY_TABLE_RINGS].entry(number) else { continue }
      let entries = ring + UInt64(MemoryLayout<scry_index_ring>.offset(of: \.entries)!)
      let stride = UInt64(MemoryLayout<scry_index_free>.stride)
      let latest = try reading { () throws(ReadError) -> scry_index_free? in
        let count = try reader.value(UInt64.self, at: ring)
        guard count > 0 else { return nil }
        return try reader.value(at: entries + (count - 1) % capacity &* stride)
      }
      if let latest, latest.free_address == address.raw { return Address(latest.base) }
    }
    return nil
  }

  /// More rings than this are not searched: each has 64 KiB.
  private static let ringLimit: UInt64 = 1024

  private struct BlockLife: Hashable {
    let base: UInt64
    let word: UInt64
  }

  private func frees(
    inRing number: UInt64, _ wanted: Set<BlockLife>
  ) throws(IndexError) -> [RememberedFree] {
    guard let address = header[SCRY_TABLE_RINGS].entry(number) else { return [] }
    let capacity = UInt64(SCRY_FREES_PER_RING)
    let entriesOffset = UInt64(MemoryLayout<scry_index_ring>.offset(of: \.entries)!)
    let count = try reading { () throws(ReadError) in
      try reader.value(UInt64.self, at: address)
    }
    guard count > 0 else { return [] }
    let entries: [scry_index_free] = try reading { () throws(ReadError) in
      try reader.values(at: address + entriesOffset, count: Int(min(count, capacity)))
    }
    var result: [RememberedFree] = []
    for age in 0..<UInt64(entries.count) {
      let free = count - 1 - age
      let entry = entries[Int(free % capacity)]
      guard entry.sequence == UInt32(truncatingIfNeeded: 2 &* (free &+ 1)),
        wanted.contains(BlockLife(base: entry.base, word: entry.record))
      else { continue }
      result.append(
        RememberedFree(
          block: entry.record, returnAddress: Address(entry.free_address),
          moduleEpoch: entry.module_epoch))
    }
    return result
  }
}
