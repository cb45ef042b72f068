// The heap as a stream of typed objects.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

/// A block of the heap, or of a registered pool, with its type.
public struct HeapObject: Sendable {
  public let allocator: Allocator
  /// False for a block that was given back.
  public let isLive: Bool
  public let range: AddressRange
  /// nil when the type is unknown.
  public let object: TypedObject?
  public let evidence: Evidence
  public let fit: Fit?
  /// Where it was allocated.
  public let site: CodeLocation?
  /// The calls that led to it, innermost first, as far as they were recorded.
  public let frames: [CodeLocation]
  /// The function, declared as an arena, that hands out pieces of the block.
  public let arena: [UInt8]?
}

extension Inspector {
  /// Calls `body` with every live block of malloc and then of every registered pool, by rising address in each, until it
  /// returns false. The target runs on meanwhile. Throws when there is no agent.
  ///
  /// - Parameter infers: whether blocks without a type get the one that typed pointers to them say.
  public func forEachObject(
    infers: Bool = false, _ body: (HeapObject) -> Bool
  ) throws(IndexError) {
    let index = try agent.get()
    let view = view
    // Blocks come by address: a page is read once for all the vtable pointers in it.
    let typing = BlockTyping(target: PageCache(target), view: view)
    let inferred = infers ? view.inference.types(view, target, within: nil) ?? [:] : [:]
    var goesOn = true
    try index.forEachLiveBlock { block in
      goesOn = body(HeapObject(block, typing, inferred[block.base]))
      return goesOn
    }
    guard goesOn else { return }
    forEachPoolObject(view, body)
  }

  /// Calls `body` with every block of malloc that was given back and whose place has not been used again, as it was in
  /// its life, by rising address, until it returns false. Throws when there is no agent.
  public func forEachFreedObject(_ body: (HeapObject) -> Bool) throws(IndexError) {
    let index = try agent.get()
    let typing = BlockTyping(target: target, view: view)
    try index.forEachFreedBlock { body(HeapObject($0, typing, nil)) }
  }

  private func forEachPoolObject(_ view: State, _ body: (HeapObject) -> Bool) {
    let classifier = Classifier(target: target, view: view)
    for pool in view.pools.pools where pool.isLive {
      for block in view.pools.liveBlocks(of: pool) {
        var answer = Classification(address: block.range.start, region: nil)
        classifier.describe(block, of: pool, &answer)
        let object = HeapObject(
          allocator: answer.allocator, isLive: true, range: block.range, object: answer.object,
          evidence: answer.evidence, fit: answer.fit, site: answer.site, frames: [],
          arena: nil)
        if !body(object) { return }
      }
    }
  }
}

extension HeapObject {
  /// A block of malloc's with what its site, and its vtable pointer if it lives, say of it.
  fileprivate init(_ block: HeapBlock, _ typing: BlockTyping, _ inferred: InferredType?) {
    var typed = typing.type(block)
    if let inferred { typing.apply(inferred, to: &typed, block) }
    self.init(
      allocator: .malloc, isLive: block.isLive, range: block.range, object: typed.object,
      evidence: typed.evidence, fit: typed.fit, site: typed.location, frames: typed.frames,
      arena: typed.arena)
  }
}
