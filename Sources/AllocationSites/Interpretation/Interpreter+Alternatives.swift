// One call for several branches: compilers merge equal calls, and what follows on one branch says nothing of the others' blocks.

import CDecoder
import TypeModel

extension Interpreter {
  /// What signs must have in common for their types to be rivals: of one size, each explains the block as well as the others.
  private struct Place: Hashable {
    let subject: Subject
    let offset: Int64
    let size: Int64
  }

  /// Signs of one block for which this much work is done.
  private static var signLimit: Int { 16 }

  /// Marks strong signs of different types for one place of a block, where no way leads from one to the other but by the call, or
  /// one store puts it into either of two members.
  mutating func markAlternatives() {
    var places: [Place: [Observation]] = [:]
    for sign in summary.observations where sign.strength == .strong {
      guard let size = sizeOfRecord(sign.type) else { continue }
      let place = Place(subject: sign.subject, offset: sign.offset, size: size)
      places[place, default: []].append(sign)
    }
    for (place, seen) in places {
      guard seen.count <= Self.signLimit, Set(seen.map(\.type)).count > 1 else { continue }
      let reached = reachable(from: seen, withoutCall: place.subject.call)
      for sign in seen where seen.contains(where: { excludes(sign, $0, reached) }) {
        summary.observations.remove(sign)
        var marked = sign
        marked.isAlternative = true
        summary.observations.insert(marked)
      }
    }
  }

  /// Bytes of a structure, class or union; nil for other types.
  private func sizeOfRecord(_ type: UInt32) -> Int64? {
    switch context.types.type(type)?.concrete.kind {
    case .structure, .class, .union: layout.size(type)
    default: nil
    }
  }

  /// Whether two signs are of different types and on different ways.
  private func excludes(
    _ a: Observation, _ b: Observation, _ reached: [UInt64: Set<Int>]
  ) -> Bool {
    guard a.type != b.type else { return false }
    // One store through a pointer to either of two members.
    if a.address == b.address { return a.reason == .field && b.reason == .field }
    guard let first = block(at: a.address), let second = block(at: b.address)
    else { return false }
    return first != second && reached[a.address]?.contains(second) == false
      && reached[b.address]?.contains(first) == false
  }

  /// By the address of each sign, the blocks that may follow it before the call is made again.
  private func reachable(
    from signs: [Observation], withoutCall call: Int
  ) -> [UInt64: Set<Int>] {
    let last = block(at: summary.calls[call].returnAddress &- 1)
    var result: [UInt64: Set<Int>] = [:]
    for sign in signs where result[sign.address] == nil {
      guard let start = block(at: sign.address) else { continue }
      var reached: Set<Int> = []
      var pending = code.blocks[start].successors
      while let next = pending.popLast() {
        guard next != last, reached.insert(next).inserted else { continue }
        pending += code.blocks[next].successors
      }
      result[sign.address] = reached
    }
    return result
  }

  /// The block that holds the instruction around an address.
  private func block(at address: UInt64) -> Int? {
    code.blocks.firstIndex { block in
      let first = code.instructions[block.instructions.lowerBound]
      let last = code.instructions[block.instructions.upperBound - 1]
      return first.address <= address && address < last.address &+ UInt64(last.length)
    }
  }
}
