// All live blocks of the heap with what their sites say, in a form that millions of them fit into.

import AgentIndex
import AllocationSites
import Primitives
import TargetMemory
import TypeModel

/// The live heap at one moment, sorted by address.
struct HeapTyping {
  /// What is known of a block before its pointers are followed.
  enum Knowledge {
    /// Its objects can be searched for pointers: one of `types`.
    case typed(Int32)
    /// Nothing: a pointer may tell.
    case untyped
    /// Its type is unsure, or it is no object: neither searched nor inferred.
    case neither
  }

  struct Block {
    var base: Address
    var size: UInt64
    /// From `base` to the first object.
    var offset: UInt32 = 0
    /// Objects one after the other.
    var count: UInt64 = 1
    var knowledge: Knowledge
  }

  private let mappings: [Mapping]
  private(set) var blocks: [Block] = []
  /// The types of typed blocks.
  private(set) var types: [UniqType] = []

  /// A heap with more blocks is not searched.
  static let blockLimit = 4_000_000

  /// Nil when there is no agent, the heap is too large, or `goesOn` says to stop.
  init?(_ view: Inspector.State, _ target: any MemoryReader, goesOn: () -> Bool) {
    guard let index = try? view.agent.get() else { return nil }
    mappings = view.mappings
    let typing = BlockTyping(target: PageCache(target), view: view)
    var numbers: [UniqType: Int32] = [:]
    var isComplete = true
    try? index.forEachLiveBlock { block in
      isComplete = blocks.count < Self.blockLimit && (blocks.count & 0xfff != 0 || goesOn())
      guard isComplete else { return false }
      blocks.append(entry(typing.type(block), block, &numbers))
      return true
    }
    guard isComplete else { return nil }
  }

  private mutating func entry(
    _ typed: TypedAllocation, _ block: HeapBlock, _ numbers: inout [UniqType: Int32]
  ) -> Block {
    var entry = Block(base: block.base, size: mappedSize(of: block), knowledge: .neither)
    guard let object = typed.object else {
      if typed.arena == nil, typed.choices.isEmpty { entry.knowledge = .untyped }
      return entry
    }
    guard typed.fit == .exact || typed.fit == .prefix,
      let offset = UInt32(exactly: object.start - block.base)
    else { return entry }
    let type = object.shape.element.concrete
    if numbers[type] == nil {
      numbers[type] = Int32(truncatingIfNeeded: types.count)
      types.append(type)
    }
    entry.offset = offset
    if case .array(let count) = object.shape.fit { entry.count = count }
    entry.knowledge = numbers[type].map { .typed($0) } ?? .neither
    return entry
  }

  /// The bytes of a block that exist: a damaged index may say anything of a large one.
  private func mappedSize(of block: HeapBlock) -> UInt64 {
    guard block.size >= Self.largeSize, let first = mappings.indexContaining(block.base) else {
      return min(block.size, Self.largeSize)
    }
    var last = first
    while mappings[last].range.end < block.range.end, last + 1 < mappings.count,
      mappings[last + 1].range.start == mappings[last].range.end
    {
      last += 1
    }
    return min(block.size, mappings[last].range.end - block.base)
  }

  /// Bytes: the size of smaller blocks stands in their record, and cannot be far from the truth.
  private static let largeSize: UInt64 = 2 << 20

  /// The block that begins at an address.
  func index(startingAt address: Address) -> Int? {
    let index = blocks.partitioningIndex { $0.base >= address }
    return index < blocks.count && blocks[index].base == address ? index : nil
  }
}
