// Makes the census of a heap, and lets whoever waits see how far it is.

import AgentIndex
import Primitives
import TargetMemory

extension Inspector {
  /// Counts the live objects. Throws when there is no agent.
  ///
  /// - Parameters:
  ///   - infers: whether blocks without a type get the one that typed pointers to them say; reads the whole heap first.
  ///   - observe: gets what there is after every 65,536 objects; the census ends there when it says false.
  public func census(
    infers: Bool = false, observe: (HeapCensus) -> Bool = { _ in true }
  ) throws(IndexError) -> HeapCensus {
    let view = view
    let index = try view.agent.get()
    let inferred = infers ? view.inference.types(view, target, within: nil) ?? [:] : [:]
    var taker = CensusTaker(BlockTyping(target: PageCache(target), view: view))
    var goesOn = true
    try index.forEachLiveBlock { block in
      taker.add(block, inferred[block.base])
      if taker.census.count & 0xFFFF == 0 { goesOn = observe(taker.census) }
      return goesOn
    }
    if goesOn { forEachPoolBlock(view) { block, kind in taker.add(block, kind) } }
    taker.census.isComplete = goesOn
    return taker.census
  }
}

/// A census in the making.
private struct CensusTaker {
  var census = HeapCensus()
  private var kinds: BlockKinds
  private var typeRows: [TypeKey: Int] = [:]
  private var siteRows: [SiteKey: Int] = [:]

  init(_ typing: BlockTyping) { kinds = BlockKinds(typing) }

  mutating func add(_ block: HeapBlock, _ inferred: InferredType?) {
    let number = kinds.number(of: block, inferred)
    takeNewKinds(first: block.base)
    census.append(block.base, kind: number)
  }

  mutating func add(_ block: AgentPoolBlock, _ kind: BlockKind) {
    let number = kinds.number(of: kind)
    takeNewKinds(first: block.range.start)
    census.append(block.range.start, kind: number)
  }

  /// Describes the kinds that came with the block at an address.
  private mutating func takeNewKinds(first base: Address) {
    while census.kinds.count < kinds.kinds.count {
      let kind = kinds.kinds[census.kinds.count]
      let typed = kind.typed
      census.kinds.append(
        HeapCensus.Kind(
          shape: typed.object?.shape, offset: typed.object.map { $0.start - base } ?? 0,
          size: kind.size, evidence: typed.evidence, fit: typed.fit, allocator: kind.allocator,
          site: typed.location, frames: typed.frames, type: typeRow(of: typed),
          place: siteRow(of: typed)))
      census.counts.append(0)
    }
  }

  private mutating func typeRow(of typed: TypedAllocation) -> Int {
    let key = TypeKey(typed)
    if let known = typeRows[key] { return known }
    census.types.append(
      HeapCensus.TypeGroup(spelling: key.type, evidence: key.evidence, origin: typed.origin))
    typeRows[key] = census.types.count - 1
    return census.types.count - 1
  }

  private mutating func siteRow(of typed: TypedAllocation) -> Int {
    let key = SiteKey(typed)
    if let known = siteRows[key] { return known }
    census.sites.append(
      HeapCensus.SiteGroup(
        site: typed.location, frames: typed.frames, spelling: key.type, evidence: key.evidence))
    siteRows[key] = census.sites.count - 1
    return census.sites.count - 1
  }
}
