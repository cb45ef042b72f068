// Whether objects of other types may hide behind a pointer to a type: common prefixes, as object systems in C have them.

import AgentLayout
import Primitives
import TypeModel

/// Looks for structures that begin like another.
struct PrefixTypes {
  private let tables: [TypeTable]
  private var known: [UInt64: Bool] = [:]

  init(tables: [TypeTable]) { self.tables = tables }

  /// Whether another structure of any module begins with an object of this type, or with members of the same types at the same
  /// places: then a pointer to the one may point at the other.
  mutating func isPrefix(_ type: UniqType) -> Bool {
    if let found = known[type.digest] { return found }
    let own = type.members
    let result =
      type.kind == .union
      || tables.contains { table in
        (0..<table.typeCount).contains { index in
          guard let other = table.type(UInt32(index)), other.isRecord, other.digest != type.digest,
            let size = other.size, size >= type.size ?? 0
          else { return false }
          return Self.begins(other, with: type.digest) || Self.begins(other, with: own)
        }
      }
    known[type.digest] = result
    return result
  }

  private static func begins(_ type: UniqType, with members: [Member]) -> Bool {
    type.memberCount >= members.count
      && members.indices.allSatisfy { place in
        guard let own = type.member(place) else { return false }
        let other = members[place]
        return own.offset == other.offset && own.record.bit_size == other.record.bit_size
          && own.type?.digest == other.type?.digest
      }
  }

  private static func begins(_ type: UniqType, with digest: UInt64) -> Bool {
    var type = type
    // Deeper nesting than this is damage.
    for _ in 0..<16 {
      guard let first = type.member(0), first.offset == 0, let inner = first.type?.concrete else {
        return false
      }
      if inner.digest == digest { return true }
      type = inner
    }
    return false
  }
}
