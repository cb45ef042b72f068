// The heap as a stream of typed objects.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

/// A live block of the heap, or of a registered pool, with its type.
public struct HeapObject: Sendable {
  public let allocator: Allocator
  public let range: AddressRange
  /// nil when the type is unknown.
  public let object: TypedObject?
  public let evidence: Evidence
  public let fit: Fit?
  /// Where it was allocated.
  public let site: CodeLocation?
}

extension Inspector {
  /// Calls `body` with every live block of malloc and then of every registered pool, by rising address in each, until it
  /// returns false. The target runs on meanwhile. Throws when there is no agent.
  public func forEachObject(_ body: (HeapObject) -> Bool) throws(IndexError) {
    let index = try agent.get()
    let view = view
    // Blocks come by address: a page is read once for all the vtable pointers in it.
    let typing = BlockTyping(target: PageCache(target), view: view)
    var goesOn = true
    try index.forEachLiveBlock { block in
      let typed = typing.type(block)
      goesOn = body(
        HeapObject(
          allocator: .malloc, range: block.range, object: typed.object, evidence: typed.evidence,
          fit: typed.fit, site: typed.location))
      return goesOn
    }
    guard goesOn else { return }
    forEachPoolObject(view, body)
  }

  private func forEachPoolObject(_ view: State, _ body: (HeapObject) -> Bool) {
    let classifier = Classifier(target: target, view: view)
    for pool in view.pools.pools where pool.isLive {
      for block in view.pools.liveBlocks(of: pool) {
        var answer = Classification(address: block.range.start, region: nil)
        classifier.describe(block, of: pool, &answer)
        let object = HeapObject(
          allocator: answer.allocator, range: block.range, object: answer.object,
          evidence: answer.evidence, fit: answer.fit, site: answer.site)
        if !body(object) { return }
      }
    }
  }
}
