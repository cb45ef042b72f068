// Which definition in a module stands for an incomplete type.

import AgentLayout

/// The definitions of named structs, classes, unions and enums.
///
/// A declaration is completed by a definition of its own unit, or by the module's only one of that kind and qualified
/// name. When units define a name differently (C allows it for types of one file), a declaration without a definition
/// of its own stays incomplete: a wrong type would be worse.
struct Definitions {
  /// For every type of the graph, the index of what stands for it: mostly itself.
  private(set) var standIns: [Int32]
  private var heads: [Key: Int32] = [:]
  private var next: [Int32]

  private struct Key: Hashable {
    var name: UInt64
    var tag: UInt8
  }

  init(_ graph: TypeGraph) {
    standIns = graph.types.indices.map { Int32(truncatingIfNeeded: $0) }
    next = Array(repeating: -1, count: graph.types.count)
    for index in graph.types.indices.reversed() {
      let type = graph.types[index]
      guard type.kind.isTagged, type.name != .empty, !type.isAlias,
        !type.has(SCRY_TYPE_INCOMPLETE)
      else { continue }
      let key = Self.key(type, graph)
      next[index] = heads[key] ?? -1
      heads[key] = Int32(truncatingIfNeeded: index)
    }
    for (index, type) in graph.types.enumerated() where type.isAlias {
      standIns[index] = Int32(truncatingIfNeeded: graph.followed(type.target).index)
    }
  }

  private static func key(_ type: RawType, _ graph: TypeGraph) -> Key {
    let tag = type.kind == .class ? TypeKindCode.structure.raw : type.kind.raw
    return Key(name: graph.strings.hash(type.name), tag: tag)
  }

  /// Completes every declaration whose candidates `identity` makes one; gives whether any stand-in changed.
  ///
  /// Called again with a finer identity, it takes back what that identity tells apart.
  mutating func complete(_ graph: TypeGraph, identity: [UInt64]) -> Bool {
    var changed = false
    for (index, type) in graph.types.enumerated()
    where type.has(SCRY_TYPE_INCOMPLETE) && type.kind.isTagged && type.name != .empty
      && !type.isAlias
    {
      let found = definition(of: index, type, graph, identity) ?? Int32(truncatingIfNeeded: index)
      changed = changed || standIns[index] != found
      standIns[index] = found
    }
    return changed
  }

  private func definition(
    of index: Int, _ type: RawType, _ graph: TypeGraph, _ identity: [UInt64]
  ) -> Int32? {
    guard let head = heads[Self.key(type, graph)] else { return nil }
    if isUniform(head, identity) { return head }
    let unit = graph.unit(of: index)
    let own = sequence(first: head) { next[Int($0)] >= 0 ? next[Int($0)] : nil }
      .filter { graph.unit(of: Int($0)) == unit }
    guard let first = own.first,
      own.allSatisfy({ identity[Int($0)] == identity[Int(first)] })
    else { return nil }
    return first
  }

  private func isUniform(_ head: Int32, _ identity: [UInt64]) -> Bool {
    var place = next[Int(head)]
    while place >= 0 {
      if identity[Int(place)] != identity[Int(head)] { return false }
      place = next[Int(place)]
    }
    return true
  }
}
