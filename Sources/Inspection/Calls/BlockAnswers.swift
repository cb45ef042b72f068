// Answers about heap blocks, kept by what they depend on: site, size and offset.

import AgentIndex
import Primitives
import TargetMemory

/// Looks blocks up in the agent's index at every question, and types each kind of block once.
struct BlockAnswers {
  private var known: [Kind: PointedAnswer] = [:]

  private struct Kind: Hashable {
    let site: UInt32
    let size: UInt64
    let offset: UInt64
  }

  /// The answer for an address in a block of malloc's, live or freed; nil when no block covers it.
  mutating func answer(
    _ address: Address, of index: AgentIndex, _ classifier: Classifier
  ) -> PointedObject? {
    guard let found = try? index.block(at: address) else { return nil }
    switch found {
    case .live(let block): return live(address, block, index, classifier)
    case .freed(let blocks):
      return blocks.first.map { describe(address, $0, index, classifier) }
    case .none, .changing: return nil
    }
  }

  private mutating func live(
    _ address: Address, _ block: HeapBlock, _ index: AgentIndex, _ classifier: Classifier
  ) -> PointedObject {
    let kind = Kind(site: block.site, size: block.size, offset: address - block.base)
    if let answer = known[kind] { return PointedObject(answer, at: address) }
    let answer = describe(address, block, index, classifier)
    let typing = BlockTyping(target: classifier.target, view: classifier.view)
    guard !typing.dependsOnContent(typing.type(block)) else { return answer }
    if known.count >= PointedObjects.answerLimit { known.removeAll(keepingCapacity: true) }
    known[kind] = answer.answer
    return answer
  }

  private func describe(
    _ address: Address, _ block: HeapBlock, _ index: AgentIndex, _ classifier: Classifier
  ) -> PointedObject {
    var answer = Classification(
      address: address, region: classifier.view.mappings.containing(address))
    classifier.describe(block, of: index, &answer)
    classifier.classifyInside(&answer)
    return PointedObject(answer)
  }
}
