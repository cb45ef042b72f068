// Blocks numbered by what is known of them, so that a heap of millions is typed a few thousand times.

import AgentIndex
import Primitives
import TypeModel

/// What blocks of one kind have in common: site, size and type.
struct BlockKind {
  let typed: TypedAllocation
  /// Bytes that were asked for.
  let size: UInt64
  let allocator: Allocator
}

/// Gives every block the number of its kind. Blocks are grouped by site and size first; only those whose own bytes, or the
/// pointers to them, may say more are looked at one by one.
struct BlockKinds {
  private let typing: BlockTyping
  /// By number.
  private(set) var kinds: [BlockKind] = []
  private var groups: [SizedSite: Group] = [:]
  private var ofPools: [PoolKey: Int] = [:]

  init(_ typing: BlockTyping) { self.typing = typing }

  /// What single blocks of one site and size are told apart by.
  private struct ContentKey: Hashable {
    let digest: UInt64
    let evidence: Evidence
  }

  private struct PoolKey: Hashable {
    let allocator: Allocator
    let size: UInt64
    let digest: UInt64?
    let evidence: Evidence
    let site: Address?
  }

  /// Blocks of one site and size.
  private struct Group {
    /// The kind of those that their content says nothing of.
    let kind: Int
    let looksAtEach: Bool
    let hasChoices: Bool
    var dynamic: [ContentKey: Int] = [:]
  }

  /// The number of a block's kind. `inferred` is what the pointers to it say.
  mutating func number(of block: HeapBlock, _ inferred: InferredType?) -> Int {
    let key = block.sizedSite
    guard let group = groups[key] else {
      groups[key] = group(of: block)
      return number(of: block, inferred)
    }
    guard group.looksAtEach, block.size >= 8 else { return group.kind }
    var typed = typing.type(block)
    if let inferred { typing.apply(inferred, to: &typed, block) }
    guard typed.evidence == .vtable || typed.evidence == .inferred || group.hasChoices,
      let type = typed.object?.shape.element
    else { return group.kind }
    let content = ContentKey(digest: type.digest, evidence: typed.evidence)
    if let known = group.dynamic[content] { return known }
    let number = add(BlockKind(typed: typed, size: block.size, allocator: .malloc))
    groups[key]?.dynamic[content] = number
    return number
  }

  /// The number of a kind of blocks of a pool.
  mutating func number(of kind: BlockKind) -> Int {
    let key = PoolKey(
      allocator: kind.allocator, size: kind.size,
      digest: kind.typed.object?.shape.element.digest, evidence: kind.typed.evidence,
      site: kind.typed.location?.address)
    if let known = ofPools[key] { return known }
    let number = add(kind)
    ofPools[key] = number
    return number
  }

  private mutating func group(of block: HeapBlock) -> Group {
    let resolved = typing.view.sites.resolve(site: block.site, size: block.size)
    let typed = typing.typed(resolved, at: block.range)
    let kind = add(BlockKind(typed: typed, size: block.size, allocator: .malloc))
    return Group(
      kind: kind, looksAtEach: typing.dependsOnContent(typed), hasChoices: !typed.choices.isEmpty)
  }

  private mutating func add(_ kind: BlockKind) -> Int {
    kinds.append(kind)
    return kinds.count - 1
  }
}
