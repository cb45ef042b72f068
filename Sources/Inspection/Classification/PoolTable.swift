// The pools that the program registered, sorted so that an address finds its innermost allocation.

import AgentIndex
import Primitives

/// Registered pools and their allocations, at one moment.
struct PoolTable: Sendable {
  let pools: [AgentPool]
  /// By rising start.
  private let blocks: [AgentPoolBlock]

  init(pools: [AgentPool] = [], blocks: [AgentPoolBlock] = []) {
    self.pools = pools
    self.blocks = blocks.sorted { $0.range.start < $1.range.start }
  }

  /// The live pools that hold an address, the innermost (smallest) first.
  func pools(containing address: Address) -> [AgentPool] {
    pools.filter { $0.isLive && $0.range.contains(address) }.sorted {
      $0.range.size < $1.range.size
    }
  }

  /// A pool's allocation that holds an address: the live one, else the one given back that began last.
  func block(of pool: AgentPool, containing address: Address) -> AgentPoolBlock? {
    let after = blocks.partitioningIndex { $0.range.start > address }
    var freed: AgentPoolBlock?
    for block in blocks[..<after].reversed() {
      // Allocations lie inside their pool, so none that begins before it matters.
      if block.range.start < pool.range.start { break }
      guard block.pool == pool.index, covers(block, address) else { continue }
      if block.isLive { return block }
      freed = freed ?? block
    }
    return freed
  }

  private func covers(_ block: AgentPoolBlock, _ address: Address) -> Bool {
    block.range.contains(address) || block.range.start == address
  }

  /// The live allocations of a pool.
  func liveBlocks(of pool: AgentPool) -> [AgentPoolBlock] {
    blocks.filter { $0.pool == pool.index && $0.isLive }
  }
}
