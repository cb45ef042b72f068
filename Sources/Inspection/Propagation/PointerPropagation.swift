// Types untyped blocks by the typed pointers to them, where all agree (evidence `inferred`).

import AgentIndex
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// A type that pointers give a block.
struct InferredType: Sendable {
  let type: UniqType
  /// Where one of the pointers stands.
  let pointer: Address
}

/// Follows typed pointers from static data and typed blocks, and on from what they type.
///
/// A block is typed when every typed pointer to its start says the same structure, which has exactly its size or ends in an array
/// that has. Pointer types behind which other objects stand too are believed nowhere: common prefixes, and types with pointers to
/// blocks of another type or of several sizes.
struct PointerPropagation {
  private let view: Inspector.State
  private let memory: any MemoryReader
  private let heap: HeapTyping
  private let goesOn: () -> Bool
  /// `goesOn` has said no.
  private var isCutShort = false
  private var layouts: PointerLayoutReader
  private var prefixes: PrefixTypes
  /// By block, what points to it.
  private var votes: [Int: Vote] = [:]
  /// By a pointee's digest, the size of the untyped blocks behind it.
  private var sizes: [UInt64: UInt64] = [:]
  /// Pointees that are not believed.
  private var distrusted: Set<UInt64> = []
  private var inferred: [Int: InferredType] = [:]
  /// Blocks with votes that nothing was concluded from yet.
  private var pending: [Int] = []

  private struct Vote {
    var type: UniqType
    var pointer: Address
    var isUnanimous: Bool
  }

  /// Finds the types; nil when there is no agent, the heap is too large, or `goesOn` says to stop.
  static func run(
    _ view: Inspector.State, _ target: any MemoryReader, goesOn: @escaping () -> Bool
  ) -> [Address: InferredType]? {
    guard let heap = HeapTyping(view, target, goesOn: goesOn) else { return nil }
    var search = PointerPropagation(view, target, heap, goesOn)
    guard search.settle() else { return nil }
    return Dictionary(
      search.inferred.map { (search.heap.blocks[$0].base, $1) }
    ) { first, _ in first }
  }

  private init(
    _ view: Inspector.State, _ target: any MemoryReader, _ heap: HeapTyping,
    _ goesOn: @escaping () -> Bool
  ) {
    self.view = view
    memory = PageCache(target)
    self.heap = heap
    self.goesOn = goesOn
    layouts = PointerLayoutReader { view.sites.definition(of: $0) }
    prefixes = PrefixTypes(tables: view.modules.modules.compactMap(\.table))
  }

  /// What was inferred may show that a type is not to be believed: then all is done again without it.
  private static let roundLimit = 8

  private mutating func settle() -> Bool {
    for _ in 0..<Self.roundLimit {
      let before = distrusted
      votes = [:]
      sizes = [:]
      inferred = [:]
      pending = []
      guard searchRoots(), spread() else { return false }
      let contradicted = inferred.filter { votes[$0.key]?.isUnanimous != true }
      distrusted.formUnion(contradicted.map(\.value.type.digest))
      if distrusted == before { return true }
    }
    inferred = [:]
    return true
  }

  // MARK: Searching

  private mutating func searchRoots() -> Bool {
    for module in view.modules.modules {
      guard hasTime() else { return false }
      guard let metadata = module.metadata else { continue }
      for variable in metadata.statics where !variable.isThreadLocal && !variable.isVTable {
        guard let type = variable.type else { continue }
        search(
          type, count: 1,
          in: AddressRange(module.inProcess(variable.address), size: variable.size))
      }
    }
    for (number, block) in heap.blocks.enumerated() {
      if number & 0xfff == 0, !hasTime() { return false }
      guard case .typed(let type) = block.knowledge else { continue }
      let offset = min(UInt64(block.offset), block.size)
      search(
        heap.types[Int(type)], count: block.count,
        in: AddressRange(block.base + offset, size: block.size - offset))
    }
    return !isCutShort
  }

  private mutating func hasTime() -> Bool {
    if !isCutShort { isCutShort = !goesOn() }
    return !isCutShort
  }

  /// Follows the pointers of objects that stand one after the other.
  private mutating func search(_ type: UniqType, count: UInt64, in range: AddressRange) {
    let layout = layouts.layout(of: type)
    guard !layout.isEmpty else { return }
    for object in 0..<(layout.size > 0 ? min(count, range.size / layout.size) : 1) {
      // A block may be as large as memory, or say so.
      if object & 0xffff == 0xffff, !hasTime() { return }
      follow(layout.places, from: range.start + (object &* layout.size), in: range)
    }
    guard let tail = layout.tail, count == 1, tail.offset < range.size else { return }
    for element in 0..<((range.size - tail.offset) / tail.stride) {
      if element & 0xffff == 0xffff, !hasTime() { return }
      follow(tail.places, from: range.start + (tail.offset &+ element &* tail.stride), in: range)
    }
  }

  private mutating func follow(
    _ places: [PointerLayout.Place], from start: Address, in range: AddressRange
  ) {
    for place in places {
      let slot = start + place.offset
      guard range.contains(slot), range.end - slot >= 8,
        let value = try? memory.pointer(at: slot), let block = heap.index(startingAt: value)
      else { continue }
      vote(for: block, place.pointee, at: slot)
    }
  }

  private mutating func vote(for block: Int, _ type: UniqType, at slot: Address) {
    let known = heap.blocks[block]
    switch known.knowledge {
    case .neither: return
    case .typed(let number):
      let isSame = known.offset == 0 && heap.types[Int(number)].digest == type.digest
      if !isSame { distrusted.insert(type.digest) }
    case .untyped:
      if sizes[type.digest, default: known.size] != known.size, type.flexibleEnd == nil {
        distrusted.insert(type.digest)
      }
      sizes[type.digest] = known.size
      guard votes[block] == nil else {
        if votes[block]?.type.digest != type.digest { votes[block]?.isUnanimous = false }
        return
      }
      votes[block] = Vote(type: type, pointer: slot, isUnanimous: true)
      pending.append(block)
    }
  }

  // MARK: Concluding

  /// Types what the pointers agree on, and follows the pointers in it. False when there is no time left.
  private mutating func spread() -> Bool {
    var done = 0
    while let block = pending.popLast() {
      done += 1
      if done & 0xfff == 0, !hasTime() { return false }
      let size = heap.blocks[block].size
      guard let vote = votes[block], vote.isUnanimous, !distrusted.contains(vote.type.digest),
        Self.fills(vote.type, size), !prefixes.isPrefix(vote.type)
      else { continue }
      inferred[block] = InferredType(type: vote.type, pointer: vote.pointer)
      search(vote.type, count: 1, in: AddressRange(heap.blocks[block].base, size: size))
    }
    return !isCutShort
  }

  private static func fills(_ type: UniqType, _ size: UInt64) -> Bool {
    if type.size == size { return true }
    guard let end = type.flexibleEnd, end.elementSize > 0, size >= end.offset else { return false }
    return (size - end.offset) % end.elementSize == 0
  }
}
