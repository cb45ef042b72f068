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
  func places(in type: UniqType, depth: Int = 0) -> [UInt64] {
    let type = type.concrete
    if type.digest == self.type.digest { return [0] }
    // Deeper nesting than this is damage.
    guard depth < 16 else { return [] }
    switch type.kind {
    case .structure, .class:
      return type.members.flatMap { member -> [UInt64] in
        guard !member.isBitField, !member.isVirtualBase, let inner = member.type,
          let offset = UInt64(exactly: member.offset)
        else { return [] }
        return places(in: inner, depth: depth + 1).map { $0 &+ offset }
      }
    case .array:
      guard let element = type.target, let size = element.concrete.size, size > 0 else { return [] }
      let inner = places(in: element, depth: depth + 1)
      guard !inner.isEmpty else { return [] }
      return (0..<min(type.elementCount ?? 0, Self.elementLimit)).flatMap { index in
        inner.map { index &* size &+ $0 }
      }
    default: return []
    }
  }

  /// Of a longer array only the first elements are looked at.
  private static let elementLimit: UInt64 = 4096
}
