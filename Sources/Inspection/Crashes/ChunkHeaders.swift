// glibc's bookkeeping before each block, held against what the agent recorded of the blocks.

import AgentIndex
import Primitives
import TargetMemory

/// A header that cannot be right.
struct DamagedHeader {
  /// Of the eight bytes that hold a chunk's size.
  let place: Address
  let found: UInt64
  /// The block behind it; nil for the unused memory at the heap's end.
  let block: HeapBlock?
  /// The block right before it.
  let before: HeapBlock?
}

/// Checks the sizes that malloc keeps (glibc 2.36 malloc/malloc.c, `struct malloc_chunk`): the eight bytes before a block hold the
/// size of its chunk, a multiple of 16, and three flags.
struct ChunkHeaders {
  let index: AgentIndex
  let memory: any MemoryReader
  let mappings: [Mapping]
  /// The block that was just being given back.
  let given: Address?

  private static let previousInUse: UInt64 = 1
  private static let mapped: UInt64 = 2
  private static let flags: UInt64 = 7
  /// A chunk may be larger than it had to be by less than the smallest chunk.
  private static let smallest: UInt64 = 32
  private static let blockLimit = 4_000_000

  /// The lowest header that contradicts the block behind it, the block after that one, or the block before it.
  func firstDamage() -> DamagedHeader? {
    guard let heap = mappings.first(where: { $0.kind == .heap })?.range,
      let blocks = blocks(in: heap)
    else { return nil }
    let reader = PageCache(memory)
    for (place, block) in blocks.enumerated() {
      let header = block.base - 8
      guard let found = reader.number(at: header, size: 8) else { continue }
      let before = place > 0 ? blocks[place - 1] : nil
      let next = place + 1 < blocks.count ? blocks[place + 1] : nil
      let end = next.map { $0.base - 16 } ?? heap.end
      guard isWrong(found, of: block, before: before, end: end) else { continue }
      return DamagedHeader(
        place: header, found: found, block: block,
        before: before.flatMap { Self.touches($0, header) ? $0 : nil })
    }
    return blocks.last.flatMap { damageBehind($0, in: heap, reader) }
  }

  /// The live blocks of the main heap, by rising address; nil when there are too many.
  private func blocks(in heap: AddressRange) -> [HeapBlock]? {
    var blocks: [HeapBlock] = []
    var isComplete = true
    if let given, case .freed(let freed) = try? index.block(at: given), let block = freed.first,
      block.base == given, heap.contains(given)
    {
      blocks.append(block)
    }
    try? index.forEachLiveBlock { block in
      isComplete = blocks.count < Self.blockLimit
      if heap.contains(block.base), block.base.raw % 16 == 0 { blocks.append(block) }
      return isComplete
    }
    return isComplete ? blocks.sorted { $0.base < $1.base } : nil
  }

  /// A chunk begins 16 bytes before its block, and may not reach beyond `end`: into the next block's chunk, or out of the heap.
  private func isWrong(
    _ found: UInt64, of block: HeapBlock, before: HeapBlock?, end: Address
  ) -> Bool {
    let size = found & ~Self.flags
    if size % 16 != 0 || size < Self.needed(for: block) { return true }
    if found & Self.mapped != 0 { return true }
    let start = block.base - 16
    if end < start || size > end - start { return true }
    // A block in use right before it cannot count as free.
    guard let before, found & Self.previousInUse == 0 else { return false }
    return before.base - 16 + Self.needed(for: before) == block.base - 16
  }

  /// The chunk for a block of this size, as `request2size` has it.
  private static func needed(for block: HeapBlock) -> UInt64 {
    max(smallest, (block.size &+ 8 &+ 15) & ~15)
  }

  /// Whether a block's chunk ends where the header begins, give or take what its chunk may be larger.
  private static func touches(_ block: HeapBlock, _ header: Address) -> Bool {
    let end = block.base - 16 + needed(for: block)
    return end <= header && header - end < smallest
  }

  /// The unused memory behind the last block has a header too, whose size reaches to the heap's end.
  private func damageBehind(
    _ last: HeapBlock, in heap: AddressRange, _ reader: PageCache
  ) -> DamagedHeader? {
    guard let own = reader.number(at: last.base - 8, size: 8) else { return nil }
    let header = last.base - 8 + (own & ~Self.flags)
    guard header + 8 < heap.end, let found = reader.number(at: header, size: 8) else { return nil }
    let size = found & ~Self.flags
    // A block that was given back may stand there; it ends inside the heap.
    let end = header - 8 + size
    guard size % 16 != 0 || size < Self.smallest || end > heap.end || end < header else {
      return nil
    }
    return DamagedHeader(place: header, found: found, block: nil, before: last)
  }
}
