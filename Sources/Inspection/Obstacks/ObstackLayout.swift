// The members of obstacks and of their chunks, out of the debug information (glibc 2.36, malloc/obstack.h; gnulib has the same names).

import AgentLayout
import Primitives
import TypeModel

/// Where in a `struct obstack` and a `struct _obstack_chunk` the pointers are that tell what is in use.
struct ObstackLayout: Sendable {
  /// The obstack's type.
  let type: UniqType
  /// The chunk's type.
  let chunkType: UniqType
  /// Byte offsets in the obstack.
  let chunk, objectBase, nextFree, chunkLimit: UInt64
  /// Byte offsets in the chunk.
  let limit, previous, contents: UInt64

  /// The layout that a module's types have; nil without a complete obstack.
  init?(_ table: TypeTable) {
    guard let type = Self.complete("obstack", in: table),
      let chunkType = Self.complete("_obstack_chunk", in: table),
      let chunk = Self.offset(of: "chunk", in: type),
      let objectBase = Self.offset(of: "object_base", in: type),
      let nextFree = Self.offset(of: "next_free", in: type),
      let chunkLimit = Self.offset(of: "chunk_limit", in: type),
      let limit = Self.offset(of: "limit", in: chunkType),
      let previous = Self.offset(of: "prev", in: chunkType),
      let contents = Self.offset(of: "contents", in: chunkType)
    else { return nil }
    self.type = type
    self.chunkType = chunkType
    (self.chunk, self.objectBase, self.nextFree) = (chunk, objectBase, nextFree)
    (self.chunkLimit, self.limit, self.previous) = (chunkLimit, limit, previous)
    self.contents = contents
  }

  private static func complete(_ name: String, in table: TypeTable) -> UniqType? {
    table.types(named: Array(name.utf8)).first { $0.kind == .structure && !$0.isIncomplete }
  }

  private static func offset(of name: String, in type: UniqType) -> UInt64? {
    type.members.first { !$0.isBitField && $0.name == Array(name.utf8) }
      .flatMap { UInt64(exactly: $0.offset) }
  }

  /// The places, in bytes, at which a type holds obstacks: itself, in members and in arrays.
  func places(in type: UniqType) -> [UInt64] {
    var search = ObstackPlaces(wanted: self.type.digest)
    return search.places(in: type, depth: 0)
  }
}

/// One search for the obstacks in objects of a type.
private struct ObstackPlaces {
  /// The digest of the obstack's type.
  let wanted: UInt64
  /// Members to look at. Tables may be damaged so that structures hold each other.
  private var budget = 1 << 16

  /// Of a longer array, and of an array of many, only the first are looked at.
  private static let elementLimit = 4096
  private static let depthLimit = 16

  init(wanted: UInt64) { self.wanted = wanted }

  mutating func places(in type: UniqType, depth: Int) -> [UInt64] {
    let type = type.concrete
    if type.digest == wanted { return [0] }
    guard depth < Self.depthLimit else { return [] }
    switch type.kind {
    case .structure, .class: return places(inMembersOf: type, depth)
    case .array: return places(inElementsOf: type, depth)
    default: return []
    }
  }

  private mutating func places(inMembersOf type: UniqType, _ depth: Int) -> [UInt64] {
    var found: [UInt64] = []
    for place in 0..<type.memberCount {
      guard budget > 0, let member = type.member(place) else { break }
      budget -= 1
      guard !member.isBitField, !member.isVirtualBase, let inner = member.type,
        let offset = UInt64(exactly: member.offset)
      else { continue }
      found += places(in: inner, depth: depth + 1).map { $0 &+ offset }
    }
    return found
  }

  private mutating func places(inElementsOf array: UniqType, _ depth: Int) -> [UInt64] {
    guard let element = array.target, let size = element.concrete.size, size > 0 else { return [] }
    let inner = places(in: element, depth: depth + 1)
    guard !inner.isEmpty else { return [] }
    let count = min(array.elementCount ?? 0, UInt64(Self.elementLimit / inner.count))
    return (0..<count).flatMap { index in inner.map { index &* size &+ $0 } }
  }
}
