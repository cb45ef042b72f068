// The rings of the latest frees: where a freed block was freed. Steps in capitals are those of Tests/Model/free_ring.pml.

import AgentLayout
import Primitives
import TargetMemory

/// A free that the agent remembers.
public struct RememberedFree: Sendable {
  let life: BlockLife
  /// The return address of the call that freed.
  public let returnAddress: Address
  /// The epoch of the modules then.
  public let moduleEpoch: UInt32
  /// `scry_index_header.carries` then.
  let carries: UInt32

  fileprivate init(_ entry: scry_index_free) {
    life = BlockLife(base: entry.base & SCRY_FREE_ADDRESS_MASK, word: entry.record)
    returnAddress = Address(entry.free_address & SCRY_FREE_ADDRESS_MASK)
    moduleEpoch = entry.module_epoch
    let high = UInt32(truncatingIfNeeded: entry.free_address >> UInt64(SCRY_FREE_CARRIES_SHIFT))
    let low = UInt32(truncatingIfNeeded: entry.base >> UInt64(SCRY_FREE_CARRIES_SHIFT))
    carries = high << 16 | low
  }
}

/// What a ring knows a block by: unique until the generation in its granule's records has made a whole round.
struct BlockLife: Hashable, Sendable {
  let base: UInt64
  /// The freed record's word.
  let word: UInt64
}

extension HeapBlock {
  var life: BlockLife { BlockLife(base: base.raw, word: word) }
}

extension AgentIndex {
  /// Where a freed block was freed; nil when the rings have forgotten it.
  public func free(of block: HeapBlock) throws(IndexError) -> RememberedFree? {
    try frees(of: [block]).first
  }

  /// The remembered frees of some blocks: those of one ring latest first.
  func frees(of blocks: [HeapBlock]) throws(IndexError) -> [RememberedFree] {
    var rounds: [BlockLife: GenerationRound] = [:]
    for block in blocks { rounds[block.life] = try round(of: block) }
    var found: [RememberedFree] = []
    for number in 0..<min(try count(of: SCRY_TABLE_RINGS), Self.ringLimit) {
      guard let ring = header[SCRY_TABLE_RINGS].entry(number) else { break }
      found += try frees(in: ring, rounds)
    }
    // ROUND_AFTER in Tests/Model/free_rounds.pml
    for block in blocks where try round(of: block) != rounds[block.life] {
      rounds[block.life] = nil
    }
    return found.filter { rounds[$0.life] != nil }
  }

  /// The block whose free was the last that its ring recorded, when the call that freed it returns to this address.
  public func latestFree(returningTo address: Address) throws(IndexError) -> Address? {
    for number in 0..<min(try count(of: SCRY_TABLE_RINGS), Self.ringLimit) {
      guard let ring = header[SCRY_TABLE_RINGS].entry(number) else { break }
      let count = try reading { () throws(ReadError) in try reader.value(UInt64.self, at: ring) }
      guard count > 0, try entry(count - 1, of: ring) != nil,
        let latest = try entry(count - 1, of: ring).map(RememberedFree.init),
        latest.returnAddress == address
      else { continue }
      return Address(latest.life.base)
    }
    return nil
  }

  /// More rings than this are not searched: each has 64 KiB.
  private static let ringLimit: UInt64 = 1024

  private static let firstEntry = UInt64(MemoryLayout<scry_index_ring>.offset(of: \.entries)!)

  /// The frees of one ring that fit, latest first. A look at all entries finds them, and a second look shows that they
  /// were whole: the first may have seen the latest one half written.
  private func frees(
    in ring: Address, _ rounds: [BlockLife: GenerationRound]
  ) throws(IndexError) -> [RememberedFree] {
    // RING_COUNT
    let count = try reading { () throws(ReadError) in try reader.value(UInt64.self, at: ring) }
    guard count > 0 else { return [] }
    let capacity = UInt64(SCRY_FREES_PER_RING)
    // RING_LOOK
    let entries: [scry_index_free] = try reading { () throws(ReadError) in
      try reader.values(at: ring + Self.firstEntry, count: Int(min(count, capacity)))
    }
    var result: [RememberedFree] = []
    for age in 0..<UInt64(entries.count) {
      let number = count - 1 - age
      let first = entries[Int(number % capacity)]
      guard isWhole(first, number) else { continue }
      let life = RememberedFree(first).life
      // RING_SECOND_LOOK
      guard let round = rounds[life], let second = try entry(number, of: ring) else { continue }
      let free = RememberedFree(second)
      if free.life == life && round.includes(free) { result.append(free) }
    }
    return result
  }

  /// One look at the entry of a free; nil when it does not hold that free, or not yet.
  private func entry(_ number: UInt64, of ring: Address) throws(IndexError) -> scry_index_free? {
    let place = number % UInt64(SCRY_FREES_PER_RING)
    let stride = UInt64(MemoryLayout<scry_index_free>.stride)
    let entry = try reading { () throws(ReadError) in
      try reader.value(scry_index_free.self, at: ring + Self.firstEntry + place * stride)
    }
    return isWhole(entry, number) ? entry : nil
  }

  private func isWhole(_ entry: scry_index_free, _ number: UInt64) -> Bool {
    entry.sequence == UInt32(truncatingIfNeeded: 2 &* (number &+ 1))
  }
}

extension GenerationRound {
  /// Whether a free that fits a block's record is of this round, and not of one before.
  fileprivate func includes(_ free: RememberedFree) -> Bool {
    guard let carry else { return true }
    return Int32(bitPattern: free.carries &- carry) >= 0
  }
}
