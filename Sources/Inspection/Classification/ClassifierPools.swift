// Pools that the program registered: allocations inside other allocations.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

extension Classifier {
  /// If a registered pool holds the address, the answer becomes the pool's, and what it was before becomes what is around.
  func classifyPools(_ answer: inout Classification) {
    let address = answer.address
    let pools = view.pools.pools(containing: address)
    guard let innermost = pools.first else { return }
    var around = pools.dropFirst().map { pool in
      Enclosure(
        allocator: .pool(pool.name),
        range: view.pools.block(of: pool, containing: address)?.range ?? pool.range)
    }
    if let allocation = answer.allocation {
      around.append(
        Enclosure(
          allocator: answer.allocator, range: allocation, object: answer.object,
          site: answer.site))
    }
    var inner = Classification(address: address, region: answer.region)
    inner.module = answer.module
    inner.thread = answer.thread
    inner.enclosing = around
    describe(innermost, &inner)
    answer = inner
  }

  private func describe(_ pool: AgentPool, _ answer: inout Classification) {
    guard let block = view.pools.block(of: pool, containing: answer.address) else {
      answer.allocator = .pool(pool.name)
      answer.state = .free
      answer.notes.append(.notABlock)
      return
    }
    describe(block, of: pool, &answer)
  }

  /// An allocation of a pool.
  func describe(_ block: AgentPoolBlock, of pool: AgentPool, _ answer: inout Classification) {
    answer.allocator = .pool(pool.name)
    answer.state = block.isLive ? .live : .freed
    answer.allocation = block.range
    answer.generation = block.generation
    let resolved = view.sites.resolve(site: block.site, size: block.range.size)
    answer.site = resolved.location
    if !block.isLive {
      answer.notes.append(.freed)
      answer.freedBy = block.freedBy.map { view.sites.location(returnAddress: $0) }
    }
    describeType(of: block, &answer)
  }

  /// Who handed out the memory at an address, registered pools left aside.
  func memoryAllocator(at address: Address) -> Allocator {
    var answer = Classification(address: address, region: view.mappings.containing(address))
    guard let region = answer.region else { return .none }
    classifyMemory(&answer, in: region)
    return answer.allocator
  }

  /// The type that the program named when it registered the block; without a name the site's word.
  private func describeType(of block: AgentPoolBlock, _ answer: inout Classification) {
    guard let type = SpelledType.find(block.typeName, in: view.sites) else {
      if block.typeName.isEmpty {
        describe(view.sites.resolve(site: block.site, size: block.range.size), &answer)
      } else {
        answer.notes.append(.incompleteType)
      }
      return
    }
    let shape = ObjectShape(type, blockSize: block.range.size)
    answer.object = TypedObject(shape: shape, start: block.range.start)
    answer.evidence = .declared
    answer.fit = .exact
    if case .prefix(let rest) = shape.fit {
      answer.fit = .prefix
      answer.notes.append(.unexplainedBytes(rest))
    }
    describePart(&answer)
  }
}
