// How much of the heap each type and each site has.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

/// How many objects, and how many bytes they were asked for.
public struct Tally: Sendable, Equatable {
  public var count: UInt64 = 0
  public var bytes: UInt64 = 0

  public init(count: UInt64 = 0, bytes: UInt64 = 0) {
    self.count = count
    self.bytes = bytes
  }

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
      rows[TypeKey(typed), default: (typed.origin, Tally())].tally.add(size, count: count)
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
      rows[SiteKey(typed), default: (typed.location, Tally())].tally.add(size, count: count)
    }
    return rows.map { key, row in
      SiteRow(site: row.site, type: key.type, evidence: key.evidence, tally: row.tally)
    }.sorted { $0.tally.isAbove($1.tally, or: $0.type.lexicographicallyPrecedes($1.type)) }
  }

  /// Calls `body` with groups of blocks of one type, size and site.
  private func forEachGroup(
    infers: Bool, _ body: (TypedAllocation, _ size: UInt64, _ count: UInt64) -> Void
  ) throws(IndexError) {
    let view = view
    var kinds = BlockKinds(BlockTyping(target: PageCache(target), view: view))
    let inferred = infers ? view.inference.types(view, target, within: nil) ?? [:] : [:]
    var counts: [UInt64] = []
    try agent.get().forEachLiveBlock { block in
      let number = kinds.number(of: block, inferred[block.base])
      while counts.count < kinds.kinds.count { counts.append(0) }
      counts[number] += 1
      return true
    }
    for (kind, count) in zip(kinds.kinds, counts) where count > 0 {
      body(kind.typed, kind.size, count)
    }
    forEachPoolBlock(view) { block, kind in body(kind.typed, block.range.size, 1) }
  }

  /// Calls `body` with every live block of every registered pool.
  func forEachPoolBlock(_ view: State, _ body: (AgentPoolBlock, BlockKind) -> Void) {
    let classifier = Classifier(target: target, view: view)
    for pool in view.pools.pools where pool.isLive {
      for block in view.pools.liveBlocks(of: pool) {
        var answer = Classification(address: block.range.start, region: nil)
        classifier.describe(block, of: pool, &answer)
        let typed = TypedAllocation(
          object: answer.object, evidence: answer.evidence, fit: answer.fit,
          location: answer.site, frames: [], reasons: [], alternatives: [], notes: [])
        body(
          block, BlockKind(typed: typed, size: block.range.size, allocator: answer.allocator))
      }
    }
  }
}

/// What rows of types are told apart by.
struct TypeKey: Hashable {
  let type: [UInt8]
  let evidence: Evidence
  let module: [UInt8]?
  let function: [UInt8]?

  init(_ typed: TypedAllocation) {
    type = typed.groupSpelling
    evidence = typed.evidence
    module = typed.origin?.module
    function = typed.origin?.function
  }
}

/// What rows of sites are told apart by.
struct SiteKey: Hashable {
  let address: Address?
  let type: [UInt8]
  let evidence: Evidence

  init(_ typed: TypedAllocation) {
    address = typed.location?.address
    type = typed.groupSpelling
    evidence = typed.evidence
  }
}

extension TypedAllocation {
  /// Of foreign blocks: the library that they are of.
  var origin: CodeLocation? { evidence == .foreign ? location : nil }

  /// The spelling under which objects are counted: an array's without its length.
  var groupSpelling: [UInt8] {
    guard let shape = object?.shape else { return [] }
    guard case .array(let count) = shape.fit, count != 1 else {
      return shape.element.concreteSpelling
    }
    return shape.element.concreteSpelling(declaring: Array("[]".utf8))
  }
}
