// Whose memory a pointer stands in, quickly: for searches over millions of objects.

import AgentIndex
import Primitives
import TargetMemory

/// The allocations of one view of the target, and what needs nobody to hold it.
struct HolderFinder: Sendable {
  /// What a place belongs to.
  enum Holder: Sendable {
    case block(AddressRange)
    /// Of a stack only the kind: which variable it is costs more to find out.
    case root(RootKind)
  }

  private let heap: HeapSnapshot?
  private let pools: PoolTable
  private let threadLocals: RangeTable<Void>
  private let stacks: RangeTable<Void>
  private let regions: RangeTable<Void>
  private let modules: ModuleList

  init(_ view: Inspector.State, _ threads: ThreadSnapshot?) {
    let heap = (try? view.agent.get()).flatMap { try? HeapSnapshot(of: $0) }
    let locals = view.threadLocals.value
    self.heap = heap
    pools = view.pools
    modules = view.modules
    let blocks = locals.blocks.map { (range: $0.range, value: ()) }
    threadLocals = RangeTable(blocks + Self.controlBlocks(locals, view))
    stacks = RangeTable(
      (threads?.threads ?? []).compactMap { Self.usedStack(of: $0, view, locals, heap) }
        .map { (range: $0, value: ()) })
    regions = RangeTable(view.regions.filter { !$0.isBreak }.map { (range: $0.range, value: ()) })
  }

  /// Whose memory an address is; nil for memory that nobody uses, or of which nothing is known.
  func holder(of address: Address) -> Holder? {
    if threadLocals[address] != nil { return .root(.threadLocal) }
    if stacks[address] != nil { return .root(.stack) }
    if let block = block(containing: address) { return .block(block) }
    if let segment = modules.module(containing: address)?.segment(containing: address) {
      return segment.isWritable ? .root(.static) : nil
    }
    return regions[address].map { .block($0.range) }
  }

  /// The allocation that an address lies in: a pool's, else the heap's.
  func block(containing address: Address) -> AddressRange? {
    for pool in pools.pools(containing: address) {
      guard let block = pools.block(of: pool, containing: address) else { continue }
      return block.isLive ? block.range : nil
    }
    guard case .live(let block)? = heap?.block(at: address) else { return nil }
    return block.range
  }

  /// Whether a pointer is the C library's own note of free memory: the header of the chunk behind a block, two words before that
  /// chunk's memory (glibc's malloc.c, "chunk2mem"), lies in the block's last two words. Only who is no object of the program has such.
  func isChunkHeader(_ value: Address, in block: AddressRange, heldAt place: Address) -> Bool {
    guard value > block.start, value.raw % 16 == 0, value + 16 >= block.end else { return false }
    switch holder(of: place) {
    case nil: return true
    case .root(.static)?:
      let name = modules.module(containing: place)?.name ?? []
      return name.starts(with: Array("libc.so".utf8)) || name.starts(with: Array("libc-".utf8))
    default: return false
    }
  }

  /// What the C library keeps of a thread behind its thread pointer, up to the end of the mapping.
  private static func controlBlocks(
    _ locals: ThreadLocals, _ view: Inspector.State
  ) -> [(range: AddressRange, value: Void)] {
    locals.pointers.values.compactMap { pointer in
      // `struct pthread` of glibc has 2,304 bytes; behind it others may have put something.
      view.mappings.containing(pointer).map {
        (AddressRange(pointer, min(pointer + 2304, $0.range.end)), ())
      }
    }
  }

  /// From the red zone up to the stack's end, or the thread's data at its top.
  private static func usedStack(
    of thread: StoppedThread, _ view: Inspector.State, _ locals: ThreadLocals,
    _ heap: HeapSnapshot?
  ) -> AddressRange? {
    guard
      let pointer = thread.registers?.stackPointer ?? thread.systemCall?.stackPointer,
      let mapping = view.mappings.containing(pointer)
    else { return nil }
    let known = view.threads.threads.first { $0.tid == thread.facts.tid }?.stack
    var end = mapping.range.end
    if let known, known.contains(pointer) {
      end = min(end, known.end)
    } else if case .live(let block)? = heap?.block(at: pointer) {
      end = block.range.end
    }
    let start = max(mapping.range.start, pointer - StackPlaceFinder.redZone)
    let tops =
      locals.blocks.map(\.range.start)
      + locals.pointers.values.filter { $0 > pointer }
    return AddressRange(start, tops.filter { $0 > pointer && $0 < end }.min() ?? end)
  }
}
