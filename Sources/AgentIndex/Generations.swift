// Full generations, and the question whether a held handle is still the same object. Steps in capitals are those of
// Tests/Model/records.pml, which proves the answers.

import AgentLayout
import Primitives
import Synchronization
import TargetMemory

/// What became of a held block.
public enum HandleAnswer: Sendable, Equatable {
  case same
  case freed
  /// Another block has been handed out there since.
  case replaced
  /// The agent no longer counts here, or the program changes it all the time.
  case unknown
}

/// One round of the 16-bit generation in the records of a granule.
struct GenerationRound: Equatable, Sendable {
  /// Twice the rounds before it.
  let value: UInt64
  /// `scry_index_header.carries` when it began; nil in the first.
  let carry: UInt32?
}

extension AgentIndex {
  /// The generation of a block: 65,536 times the wraps of its granule plus the record's own 16 bits. Nil when the agent
  /// gave up counting there, or while it changes.
  public func generation(of block: HeapBlock) throws(IndexError) -> UInt64? {
    guard block.shortGeneration != SCRY_GENERATION_RETIRED else { return nil }
    let granule = block.base.raw >> HeapGeometry.granuleShift
    let words = RemoteWords(index: self)
    for _ in 0..<8 {
      let before = try round(of: granule)  // GENERATION_BEFORE
      let record = try words.record(granule: granule)  // GENERATION_RECORD
      let after = try round(of: granule)  // GENERATION_AFTER
      guard before == after, before.value & 1 == 0 else { continue }
      guard record.generation == block.shortGeneration else { return nil }
      return (before.value / 2) &* 65536 &+ block.shortGeneration
    }
    return nil
  }

  /// A hold on a block.
  public func handle(of block: HeapBlock) throws(IndexError) -> BlockHandle {
    BlockHandle(base: block.base, generation: try generation(of: block))
  }

  /// Whether the handle's object still lives.
  public func check(_ handle: BlockHandle) throws(IndexError) -> HandleAnswer {
    guard let held = handle.generation else { return .unknown }
    let granule = handle.base.raw >> HeapGeometry.granuleShift
    let words = RemoteWords(index: self)
    for _ in 0..<32 {
      let record = try words.record(granule: granule)  // CHECK_FIRST
      guard !record.isNever, record.generation != SCRY_GENERATION_RETIRED else { return .unknown }
      guard let block = try words.block(record, granule: granule) else { continue }
      guard let now = try generation(of: block) else { continue }
      guard now == held, block.base == handle.base else { return .replaced }
      guard try words.record(granule: granule) == record else { continue }  // CHECK_LAST
      return block.isLive ? .same : .freed
    }
    return .unknown
  }

  /// The round that a block's record is of; nil while it changes, and when the record of a granule that has been through
  /// several is another one now.
  func round(of block: HeapBlock) throws(IndexError) -> GenerationRound? {
    let granule = block.base.raw >> HeapGeometry.granuleShift
    let round = try round(of: granule)  // ROUND_BEFORE
    guard round.carry != nil else { return round }
    let record = try RemoteWords(index: self).record(granule: granule)  // ROUND_RECORD
    return round.value & 1 == 0 && record.word == block.word ? round : nil
  }

  /// The round that a granule is in, with an odd value while its record changes.
  private func round(of granule: UInt64) throws(IndexError) -> GenerationRound {
    let first = GenerationRound(value: 0, carry: nil)
    guard let place = try wrapEntry(of: granule) else { return first }
    let entry: scry_index_wrap = try entry(SCRY_TABLE_WRAPS, place)
    return entry.granule == granule
      ? GenerationRound(value: entry.value, carry: entry.carry) : first
  }

  /// More entries than this are not kept: 64 MiB of ours.
  private static let wrapLimit: UInt64 = 1 << 22

  /// Where a granule's entry is. Entries stay where they are, so only what was added since the last look is read.
  private func wrapEntry(of granule: UInt64) throws(IndexError) -> UInt64? {
    if let known = caches.withLock({ $0.wraps[granule] }) { return known }
    let count = min(try count(of: SCRY_TABLE_WRAPS), Self.wrapLimit)
    var next = caches.withLock { $0.wrapsRead }
    while next < count {
      let piece: [scry_index_wrap] = try entries(
        SCRY_TABLE_WRAPS, from: next, count: min(count - next, 65536))
      guard !piece.isEmpty else { break }
      let start = next
      caches.withLock { caches in
        for (index, entry) in piece.enumerated() {
          caches.wraps[entry.granule] = start + UInt64(index)
        }
        caches.wrapsRead = max(caches.wrapsRead, start + UInt64(piece.count))
      }
      next += UInt64(piece.count)
    }
    return caches.withLock { $0.wraps[granule] }
  }
}
