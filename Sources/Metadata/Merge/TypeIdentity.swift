// Which types of a module's units are the same: a partition of the graph, refined until it is stable.

import AgentLayout

/// Numbers the types so that two have the same number exactly when nothing tells them apart: name, structure, and all that can
/// be reached from them.
///
/// The digest alone does not do: it counts what is pointed to by its name, and two files of a C program may each have a
/// `struct state` of their own. Each round tells types apart whose references were told apart in the round before (as
/// Moore's minimisation of automata does); mostly the second round finds nothing new.
struct TypeIdentity {
  private(set) var numbers: [UInt64]
  private(set) var digests: [UInt64]
  private(set) var definitions: Definitions

  /// More rounds than any honest chain of equal names needs; types that further rounds would separate share a digest.
  private static let roundLimit = 64

  init(_ graph: TypeGraph) {
    definitions = Definitions(graph)
    digests = TypeDigests.compute(graph, definitions: definitions.standIns)
    numbers = digests
    // Declarations first stand for definitions with one digest, later for those with one number.
    if definitions.complete(graph, identity: digests) {
      digests = TypeDigests.compute(graph, definitions: definitions.standIns)
    }
    for _ in 0..<4 {
      refine(graph)
      guard definitions.complete(graph, identity: numbers) else { return }
    }
    refine(graph)
  }

  private mutating func refine(_ graph: TypeGraph) {
    numbers = graph.types.indices.map { start(graph.types[$0], graph, digests[$0]) }
    takeStandIns()
    var classes = Self.distinct(numbers)
    for _ in 0..<Self.roundLimit {
      numbers = graph.types.indices.map { step(graph.types[$0], graph, numbers[$0]) }
      takeStandIns()
      let refined = Self.distinct(numbers)
      if refined == classes { return }
      classes = refined
    }
  }

  private mutating func takeStandIns() {
    for (index, definition) in definitions.standIns.enumerated() where Int(definition) != index {
      numbers[index] = numbers[Int(definition)]
    }
  }

  /// What a type says of itself.
  private func start(_ type: RawType, _ graph: TypeGraph, _ digest: UInt64) -> UInt64 {
    var mixer = Mixer(digest)
    mixer.mix(
      UInt64(type.kind.raw) << 8 | UInt64(type.encoding) << 16 | UInt64(type.language) << 24)
    mixer.mix(UInt64(type.flags))
    mixer.mix(graph.strings.hash(type.name))
    mixer.mix(type.size)
    mixer.mix(type.elements)
    for place in graph.members(of: type) {
      let member = graph.members[place]
      mixer.mix(graph.strings.hash(member.name))
      mixer.mix(UInt64(member.flags))
    }
    return mixer.value
  }

  /// The number of the next round.
  private func step(_ type: RawType, _ graph: TypeGraph, _ number: UInt64) -> UInt64 {
    var mixer = Mixer(number)
    mixer.mix(numbers[type.target.index])
    if type.kind == .memberPointer { mixer.mix(numbers[type.container.index]) }
    for place in graph.members(of: type) { mixer.mix(numbers[graph.members[place].type.index]) }
    return mixer.value
  }

  private static func distinct(_ numbers: [UInt64]) -> Int {
    var seen = NumberSet(capacity: numbers.count)
    for number in numbers { seen.insert(number) }
    return seen.count
  }
}

/// A fast mixing of numbers, for identities that live only while a module is read.
struct Mixer {
  private(set) var value: UInt64

  init(_ start: UInt64) { value = start }

  mutating func mix(_ number: UInt64) {
    let (high, low) = (value ^ number ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
      by: 0xe703_7ed1_a0b4_28db)
    value = high ^ low ^ (value &<< 17 | value &>> 47)
  }
}

/// A set of numbers that are hashes already.
private struct NumberSet {
  private var slots: [UInt64]
  private(set) var count = 0
  private var hasZero = false

  init(capacity: Int) {
    var size = 16
    while size < capacity &* 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
  }

  mutating func insert(_ number: UInt64) {
    if number == 0 {
      count += hasZero ? 0 : 1
      hasZero = true
      return
    }
    var slot = Int(truncatingIfNeeded: number) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] == number { return }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = number
    count += 1
  }
}
