// Addresses in the chunks of obstacks.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

extension Classifier {
  /// If an obstack fills the block that holds the address, the answer becomes the obstack's, with the block around it.
  func classifyObstacks(_ answer: inout Classification) {
    guard answer.allocator == .malloc || answer.allocator == .mmap, answer.state == .live,
      let (obstack, chunk) = view.obstacks.table(view, target).chunk(containing: answer.address)
    else { return }
    let header = ObjectShape(one: obstack.layout.chunkType, blockSize: chunk.range.size)
    let object = TypedObject(shape: header, start: chunk.range.start)
    guard answer.address >= chunk.range.start + obstack.layout.contents else {
      return describeHeader(object, &answer)
    }
    var inner = Classification(address: answer.address, region: answer.region)
    inner.allocator = .pool(obstack.name)
    inner.state = chunk.used.contains(answer.address) ? .live : .free
    if chunk.growing.contains(answer.address) {
      inner.allocation = chunk.growing
    } else if inner.state == .live {
      inner.notes.append(.obstackObject)
    }
    inner.enclosing = [
      Enclosure(
        allocator: answer.allocator, range: answer.allocation ?? chunk.range, object: object,
        site: answer.site)
    ]
    answer = inner
  }

  private func describeHeader(_ object: TypedObject, _ answer: inout Classification) {
    answer.object = object
    answer.evidence = .inferred
    answer.fit = .prefix
    answer.alternatives = []
    answer.reasons = []
    answer.inferredFrom = nil
    answer.notes = []
    describePart(&answer)
  }
}

extension Inspector {
  /// A node for each obstack that holds memory.
  func obstacks(_ view: State) -> [AllocatorNode] {
    view.obstacks.table(view, target).obstacks.map { obstack in
      var node = AllocatorNode(.pool(obstack.name), name: obstack.name, capacity: 0)
      node.piecesAreKnown = false
      node.chunks = UInt64(obstack.chunks.count)
      for chunk in obstack.chunks {
        node.capacity = (node.capacity ?? 0) &+ chunk.range.size
        node.tally.bytes &+= chunk.used.size
      }
      return node
    }
  }
}
