// How much of the heap each type and each site has.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

/// How many objects, and how many bytes they were asked for.
public struct Tally: Sendable, Equatable {
  public var count: UInt64 = 0
  public var bytes: UInt64 = 0

  /// Counts `count` more objects of `size` bytes each.
  mutating func add(_ size: UInt64, count more: UInt64 = 1) {
    count &+= more
    bytes &+= size &* more
  }

  /// The order of histograms: more bytes, then more objects, then what `tie` says.
  func isAbove(_ other: Tally, or tie: Bool) -> Bool {
    if bytes != other.bytes { return bytes > other.bytes }
    return count != other.count ? count > other.count : tie
  }
}

/// A row of the histogram of types.
public struct TypeRow: Sendable {
  /// C spelling; arrays of any length are one type, `char[]`. Empty when unknown.
  public let type: [UInt8]
  public let evidence: Evidence
  /// For foreign blocks: the library, and its function if that is known.
  public let origin: CodeLocation?
  public let tally: Tally
}

/// A row of the histogram of sites.
public struct SiteRow: Sendable {
  /// nil for blocks whose site is not known.
  public let site: CodeLocation?
  /// C spelling of what is allocated there; empty when unknown.
  public let type: [UInt8]
  public let evidence: Evidence
  public let tally: Tally
}

extension Inspector {
  /// The live heap by type, most bytes first.
  ///
  /// - Parameter infers: whether blocks without a type get the one that typed pointers to them say.
  public func typeHistogram(infers: Bool = false) throws(IndexError) -> [TypeRow] {
    var rows: [TypeKey: (origin: CodeLocation?, tally: Tally)] = [:]
    try forEachGroup(infers: infers) { typed, size, count in
      let origin = typed.evidence == .foreign ? typed.location : nil
      let key = TypeKey(
        type: typed.groupSpelling, evidence: typed.evidence, module: origin?.module,
        function: origin?.function)
      rows[key, default: (origin, Tally())].tally.add(size, count: count)
    }
    return rows.map { key, row in
      TypeRow(type: key.type, evidence: key.evidence, origin: row.origin, tally: row.tally)
    }.sorted { $0.tally.isAbove($1.tally, or: $0.type.lexicographicallyPrecedes($1.type)) }
  }

  /// The live heap by allocation site and type, most bytes first.
  ///
  /// - Parameter infers: as of `typeHistogram`.
  public func siteHistogram(infers: Bool = false) throws(IndexError) -> [SiteRow] {
    var rows: [SiteKey: (site: CodeLocation?, tally: Tally)] = [:]
    try forEachGroup(infers: infers) { typed, size, count in
      let key = SiteKey(
        address: typed.location?.address, type: typed.groupSpelling, evidence: typed.evidence)
      rows[key, default: (typed.location, Tally())].tally.add(size, count: count)
    }
    return rows.map { key, row in
      SiteRow(site: row.site, type: key.type, evidence: key.evidence, tally: row.tally)
    }.sorted { $0.tally.isAbove($1.tally, or: $0.type.lexicographicallyPrecedes($1.type)) }
  }

  /// Calls `body` with groups of blocks of one type, size and site. Blocks are grouped by site and size first, so that a
  /// group is typed once; only those that may have a vtable are looked at one by one.
  private func forEachGroup(
    infers: Bool, _ body: (TypedAllocation, _ size: UInt64, _ count: UInt64) -> Void
  ) throws(IndexError) {
    let view = view
    let typing = BlockTyping(target: PageCache(target), view: view)
    let inferred = infers ? view.inference.types(view, target, within: nil) ?? [:] : [:]
    var groups: [GroupKey: Group] = [:]
    try agent.get().forEachLiveBlock { block in
      let key = GroupKey(site: block.site, size: block.size)
      var group = groups[key] ?? Group(first: block, typing)
      group.add(block, typing, inferred[block.base])
      groups[key] = group
      return true
    }
    for (key, group) in groups {
      if group.count > 0 { body(group.typed, key.size, group.count) }
      for dynamic in group.dynamic.values { body(dynamic.typed, key.size, dynamic.count) }
    }
    forEachPoolBlock(view, body)
  }

  private func forEachPoolBlock(
    _ view: State, _ body: (TypedAllocation, UInt64, UInt64) -> Void
  ) {
    let classifier = Classifier(target: target, view: view)
    for pool in view.pools.pools where pool.isLive {
      for block in view.pools.liveBlocks(of: pool) {
        var answer = Classification(address: block.range.start, region: nil)
        classifier.describe(block, of: pool, &answer)
        let typed = TypedAllocation(
          object: answer.object, evidence: answer.evidence, fit: answer.fit,
          location: answer.site, frames: [], reasons: [], alternatives: [], notes: [])
        body(typed, block.range.size, 1)
      }
    }
  }
}

private struct TypeKey: Hashable {
  let type: [UInt8]
  let evidence: Evidence
  let module: [UInt8]?
  let function: [UInt8]?
}

private struct SiteKey: Hashable {
  let address: Address?
  let type: [UInt8]
  let evidence: Evidence
}

private struct GroupKey: Hashable {
  let site: UInt32
  let size: UInt64
}

/// What single blocks of one site and size are told apart by.
private struct ContentKey: Hashable {
  let digest: UInt64
  let evidence: Evidence
}

/// Blocks of one site and size.
private struct Group {
  let typed: TypedAllocation
  private let looksAtEach: Bool
  var count: UInt64 = 0
  /// Those of which their vtable pointer, their bytes or the pointers to them say more.
  var dynamic: [ContentKey: (typed: TypedAllocation, count: UInt64)] = [:]

  init(first block: HeapBlock, _ typing: BlockTyping) {
    let resolved = typing.view.sites.resolve(site: block.site, size: block.size)
    typed = typing.typed(resolved, at: block.range)
    looksAtEach = typing.dependsOnContent(typed)
  }

  mutating func add(_ block: HeapBlock, _ typing: BlockTyping, _ inferred: InferredType?) {
    guard looksAtEach, block.size >= 8 else {
      count += 1
      return
    }
    var refined = typing.type(block)
    if let inferred { typing.apply(inferred, to: &refined, block) }
    guard refined.evidence == .vtable || refined.evidence == .inferred || !typed.choices.isEmpty,
      let type = refined.object?.shape.element
    else {
      count += 1
      return
    }
    let key = ContentKey(digest: type.digest, evidence: refined.evidence)
    dynamic[key, default: (refined, 0)].count += 1
  }
}

extension TypedAllocation {
  /// The spelling under which objects are counted: an array's without its length.
  var groupSpelling: [UInt8] {
    guard let shape = object?.shape else { return [] }
    guard case .array(let count) = shape.fit, count != 1 else {
      return shape.element.concreteSpelling
    }
    return shape.element.concreteSpelling(declaring: Array("[]".utf8))
  }
}
