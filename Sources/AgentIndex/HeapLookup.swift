// Asking a running target's heap index about an address, so that the answer was true at some moment.

import AgentLayout
import Primitives
import TargetMemory

/// What the heap index says of an address.
public enum HeapAnswer: Sendable, Equatable {
  case live(HeapBlock)
  /// No live block: the blocks that covered the address before, the likeliest first, never empty.
  case freed([HeapBlock])
  /// No block covers the address now or, as far as is remembered, ever did.
  case none
  /// The program changed what we looked at in every round.
  case changing
}

extension AgentIndex {
  /// Looks at an address again and again, until what was seen did not change under the look.
  ///
  /// - Parameter rounds: how many looks to take before the answer is `.changing`.
  public func block(at address: Address, rounds: Int = 32) throws(IndexError) -> HeapAnswer {
    let words = RemoteWords(index: self)
    var earlier: UInt64?
    for _ in 0..<max(rounds, 1) {
      var search = HeapSearch(words, address: address)
      if let block = try search.run() {
        if try isUnchanged(block, words) { return .live(block) }
        earlier = nil
      } else {
        // A block that came while we looked may have been missed: only two equal looks say that there is none.
        if search.digest == earlier {
          return search.freed.isEmpty ? .none : .freed(latestFirst(search.freed))
        }
        earlier = search.digest
      }
    }
    return .changing
  }

  /// The last block that begins before an address, live or freed, at most 64 KiB before it; nil when there is none.
  public func nearestBlock(before address: Address) throws(IndexError) -> HeapBlock? {
    let words = RemoteWords(index: self)
    let granule = address.raw >> HeapGeometry.granuleShift
    let slot = try words.slot(of: granule >> HeapGeometry.recordsPerSlotShift)
    guard slot != 0 else { return nil }
    let last = Int(granule % HeapGeometry.recordsPerSlot)
    let first = max(0, last - Int(HeapGeometry.recordsPer64K))
    let found = try words.withRecords(slot: slot, first..<(last + 1)) { records in
      records.lastIndex { $0 != 0 }.map { (offset: $0, word: records[$0]) }
    }
    guard let found else { return nil }
    let start = granule - UInt64(last - first) + UInt64(found.offset)
    let block = try words.block(HeapRecord(word: found.word), granule: start)
    return block.flatMap { $0.base < address ? $0 : nil }
  }

  private func isUnchanged(_ block: HeapBlock, _ words: RemoteWords) throws(IndexError) -> Bool {
    let granule = block.base.raw >> HeapGeometry.granuleShift
    return try words.record(granule: granule).word == block.word
  }

  /// Of several freed blocks, the one that was freed last is what the memory last was; the rings remember the order of
  /// the latest frees of each thread only, so else the nearest base comes first.
  private func latestFirst(_ blocks: [HeapBlock]) -> [HeapBlock] {
    let nearest = blocks.sorted { $0.base > $1.base }
    guard nearest.count > 1, let frees = try? frees(of: nearest) else { return nearest }
    let remembered = nearest.filter { block in frees.contains { $0.life == block.life } }
    return remembered + nearest.filter { block in !remembered.contains(block) }
  }
}
