// Who parcels memory out to whom: mappings to malloc, malloc to pools.

import AgentIndex
import Primitives
import TargetMemory

/// An allocator with what it has handed out, and the allocators that live on its memory.
public struct AllocatorNode: Sendable {
  public var allocator: Allocator
  /// Which one of its kind: a module's path, a thread's name; empty for an only one.
  public var name: [UInt8]
  /// Live allocations.
  public var tally: Tally
  /// Bytes of address space that it has to hand out of; nil when that is not known.
  public var capacity: UInt64?
  /// The blocks that it cuts up; nil for an allocator of one range.
  public var chunks: UInt64?
  /// False when what it has handed out cannot be seen: then `tally` has no count, and only the bytes that are known to be in use.
  public var piecesAreKnown = true
  public var children: [AllocatorNode]

  init(
    _ allocator: Allocator, name: [UInt8] = [], tally: Tally = Tally(), capacity: UInt64? = nil,
    children: [AllocatorNode] = []
  ) {
    self.allocator = allocator
    self.name = name
    self.tally = tally
    self.capacity = capacity
    self.children = children
  }
}

extension Inspector {
  /// The allocators of the process: the kernel's mappings at the root. Without an agent malloc's part is unknown and
  /// left out.
  public func allocatorTree() -> AllocatorNode {
    let view = view
    var root = AllocatorNode(.mmap)
    let index = try? view.agent.get()
    for mapping in view.mappings where mapping.kind != .guardPages && mapping.kind != .reserved {
      if index?.reservation.overlaps(mapping.range) != true { root.tally.add(mapping.range.size) }
    }
    root.children = [statics(view), stacks(view)]
    if let bytes = try? index?.bytesInUse() {
      root.tally.add(bytes)
      root.children.append(
        AllocatorNode(
          .mmap, name: Array("agent".utf8), tally: Tally(count: 1, bytes: bytes),
          capacity: index?.reservation.size))
    }
    if var heap = heap(view) {
      heap.children += arenas(view) + obstacks(view)
      root.children.append(heap)
    }
    root.children.append(programMappings(view))
    attachPools(view, to: &root)
    root.children.removeAll { $0.tally.count == 0 && $0.children.isEmpty }
    return root
  }

  private func statics(_ view: State) -> AllocatorNode {
    var node = AllocatorNode(.static)
    for module in view.modules.modules {
      var child = AllocatorNode(.static, name: module.path)
      for segment in module.segments { child.tally.add(segment.range.size) }
      node.tally.add(child.tally.bytes)
      node.children.append(child)
    }
    return node
  }

  private func stacks(_ view: State) -> AllocatorNode {
    var node = AllocatorNode(.stack)
    for thread in view.threads.threads {
      guard let range = thread.stack else { continue }
      node.tally.add(range.size)
      node.children.append(
        AllocatorNode(.stack, name: thread.name, tally: Tally(count: 1, bytes: range.size)))
    }
    return node
  }

  private func heap(_ view: State) -> AllocatorNode? {
    guard let index = try? view.agent.get(), let totals = try? index.heapTotals() else {
      return nil
    }
    return AllocatorNode(.malloc, tally: Tally(count: totals.blocks, bytes: totals.bytes))
  }

  private func programMappings(_ view: State) -> AllocatorNode {
    var node = AllocatorNode(.mmap, name: Array("program".utf8))
    for region in view.regions { node.tally.add(region.range.size) }
    return node
  }

  /// Puts each pool below the allocator that its memory comes from: another pool, malloc, a variable or a mapping.
  private func attachPools(_ view: State, to root: inout AllocatorNode) {
    let live = view.pools.pools.filter(\.isLive)
    // Outer pools first: an inner one finds its place below them.
    for pool in live.sorted(by: { $0.range.size < $1.range.size }) {
      let around = live.filter {
        $0.index != pool.index && $0.range.start <= pool.range.start
          && pool.range.end <= $0.range.end && $0.range.size > pool.range.size
      }
      guard around.isEmpty else { continue }
      let allocator = Classifier(target: target, view: view).memoryAllocator(at: pool.range.start)
      let node = node(of: pool, among: live, view, depth: 0)
      let place = root.children.firstIndex { $0.allocator == allocator }
      if let place {
        root.children[place].children.append(node)
      } else {
        root.children.append(node)
      }
    }
  }

  private func node(
    of pool: AgentPool, among live: [AgentPool], _ view: State, depth: Int
  ) -> AllocatorNode {
    var node = AllocatorNode(.pool(pool.name), name: pool.name, capacity: pool.range.size)
    for block in view.pools.liveBlocks(of: pool) { node.tally.add(block.range.size) }
    // Each inner pool is smaller, so this ends; the limit is for damaged tables.
    guard depth < 16 else { return node }
    let inside = live.filter {
      $0.index != pool.index && pool.range.start <= $0.range.start
        && $0.range.end <= pool.range.end && $0.range.size < pool.range.size
    }
    for inner in inside {
      let isDirect = !inside.contains {
        $0.index != inner.index && $0.range.start <= inner.range.start
          && inner.range.end <= $0.range.end && $0.range.size > inner.range.size
      }
      if isDirect {
        node.children.append(self.node(of: inner, among: live, view, depth: depth + 1))
      }
    }
    return node
  }
}
