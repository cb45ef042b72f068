// Full generations, and the question whether a held handle is still the same object.

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

extension AgentIndex {
  /// The generation of a block: 65,536 times the wraps of its granule plus the record's own 16 bits. Nil when the agent
  /// gave up counting there, or while it changes.
  public func generation(of block: HeapBlock) throws(IndexError) -> UInt64? {
    guard block.shortGeneration != SCRY_GENERATION_RETIRED else { return nil }
    let granule = block.base.raw >> HeapGeometry.granuleShift
    let words = RemoteWords(index: self)
    for _ in 0..<8 {
      let before = try wraps(of: granule)
      let record = try words.record(granule: granule)
      let after = try wraps(of: granule)
      guard before == after, before & 1 == 0 else { continue }
      guard record.generation == block.shortGeneration else { return nil }
      return (before / 2) &* 65536 &+ block.shortGeneration
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
      let record = try words.record(granule: granule)
      guard !record.isNever, record.generation != SCRY_GENERATION_RETIRED else { return .unknown }
      guard let block = try words.block(record, granule: granule) else { continue }
      guard let now = try generation(of: block) else { continue }
      guard now == held, block.base == handle.base else { return .replaced }
      guard try words.record(granule: granule) == record else { continue }
      return block.isLive ? .same : .freed
    }
    return .unknown
  }

  /// The entry's value of a granule in the table of wraps: 0 without one.
  private func wraps(of granule: UInt64) throws(IndexError) -> UInt64 {
    guard let place = try wrapEntry(of: granule) else { return 0 }
    let entry: scry_index_wrap = try entry(SCRY_TABLE_WRAPS, place)
    return entry.granule == granule ? entry.value : 0
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
