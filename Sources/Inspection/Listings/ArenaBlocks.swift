// The blocks that declared arenas cut up, for the tree of allocators.

import AgentIndex
import AllocationSites
import Metadata
import Primitives
import TargetMemory

extension Inspector {
  /// A node for each function that is declared as an arena, with the blocks that it hands out pieces of. The pieces are not known.
  func arenas(_ view: State) -> [AllocatorNode] {
    guard let index = try? view.agent.get(), hasArenas(view) else { return [] }
    var groups: [SizedSite: UInt64] = [:]
    try? index.forEachLiveBlock { block in
      groups[block.sizedSite, default: 0] += 1
      return true
    }
    var nodes: [[UInt8]: AllocatorNode] = [:]
    for (key, count) in groups {
      guard let name = view.sites.resolve(site: key.site, size: key.size).typed.arena else {
        continue
      }
      var node = nodes[name] ?? AllocatorNode(.pool(name), name: name, capacity: 0)
      node.capacity = (node.capacity ?? 0) &+ key.size &* count
      node.chunks = (node.chunks ?? 0) &+ count
      node.piecesAreKnown = false
      nodes[name] = node
    }
    return nodes.values.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private func hasArenas(_ view: State) -> Bool {
    let keyword = Array("arena ".utf8)
    return view.modules.modules.contains { module in
      module.metadata?.declarations.split(separator: UInt8(ascii: "\n")).contains {
        $0.starts(with: keyword)
      } ?? false
    }
  }
}
