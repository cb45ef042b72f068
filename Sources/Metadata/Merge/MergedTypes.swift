// A module's types, each once, with sizes and flags that follow from others filled in.

import AgentLayout

/// The types as the file will have them. References are indices into `types`; 0 is void.
struct MergedTypes {
  private(set) var types: [RawType] = []
  private(set) var digests: [UInt64] = []
  /// The members of each type, by offset.
  private(set) var members: [RawMember] = []
  private(set) var enumerators: [RawEnumerator] = []
  /// For each type, the one without typedefs and qualifiers.
  private(set) var concrete: [UInt32] = []
  /// The merged index of each type of the graph.
  let indices: [UInt32]

  init(_ graph: TypeGraph) {
    let identity = TypeIdentity(graph)
    let (indices, chosen) = Self.choose(graph, identity)
    self.indices = indices
    types.reserveCapacity(chosen.count)
    for index in chosen {
      append(graph.types[index], graph)
      digests.append(identity.digests[index])
    }
    concrete = types.indices.map { Self.concrete($0, types) }
    var completion = TypeCompletion(types: types, members: members, concrete: concrete)
    completion.run()
    types = completion.types
  }

  /// One representative of each class, in the order in which classes first appear; a definition where there is one.
  private static func choose(
    _ graph: TypeGraph, _ identity: TypeIdentity
  ) -> (indices: [UInt32], chosen: [Int]) {
    var places: [UInt64: UInt32] = [:]
    places.reserveCapacity(graph.types.count / 4)
    var chosen: [Int] = []
    let standIns = identity.definitions.standIns
    let indices = graph.types.indices.map { index in
      let number = identity.numbers[index]
      if let place = places[number] { return place }
      let place = UInt32(truncatingIfNeeded: chosen.count)
      places[number] = place
      chosen.append(Int(standIns[index]))
      return place
    }
    return (indices, chosen)
  }

  /// The merged form of a reference of the graph.
  func index(_ reference: TypeReference) -> UInt32 { indices[reference.index] }

  private mutating func append(_ type: RawType, _ graph: TypeGraph) {
    var merged = type
    merged.target = TypeReference(raw: indices[type.target.index])
    merged.container = TypeReference(raw: indices[type.container.index])
    if type.kind == .enumeration {
      merged.first = UInt32(truncatingIfNeeded: enumerators.count)
      enumerators += graph.enumerators[graph.enumerators(of: type)]
    } else {
      merged.first = UInt32(truncatingIfNeeded: members.count)
      appendMembers(of: type, graph)
    }
    types.append(merged)
  }

  private mutating func appendMembers(of type: RawType, _ graph: TypeGraph) {
    let range = graph.members(of: type)
    let first = members.count
    var isSorted = true
    for place in range {
      var member = graph.members[place]
      member.type = TypeReference(raw: indices[member.type.index])
      if let last = members.last, members.count > first {
        isSorted = isSorted && last.precedes(member)
      }
      members.append(member)
    }
    guard type.kind.isRecord, !isSorted else { return }
    // Stable, so that members of one place keep the order of their declaration.
    let sorted = members[first...].enumerated().sorted { a, b in
      a.element.place != b.element.place ? a.element.place < b.element.place : a.offset < b.offset
    }
    members.replaceSubrange(first..., with: sorted.map(\.element))
  }

  private static func concrete(_ index: Int, _ types: [RawType]) -> UInt32 {
    var index = index
    // Honest chains of typedefs are a few links long; a circle ends at the limit.
    for _ in 0..<256 {
      guard types[index].kind.isAlias else { break }
      index = types[index].target.index
    }
    return UInt32(truncatingIfNeeded: index)
  }
}

extension RawMember {
  /// Where it begins, in bits.
  fileprivate var place: Int64 { offset &* 8 &+ Int64(bitShift) }
  fileprivate func precedes(_ other: RawMember) -> Bool { place <= other.place }
}
