// What the ranking asks of a type's shape: a common beginning, an end that grows, what stands where.

import AgentLayout
import TypeModel

extension UniqType {
  /// Whether a larger structure begins with the same members as another.
  func begins(like other: UniqType) -> Bool {
    guard let size, let otherSize = other.size, size > otherSize else { return false }
    let own = members
    let common = other.members
    return !common.isEmpty && own.count > common.count
      && zip(own, common).allSatisfy {
        $0.offset == $1.offset && $0.type?.digest == $1.type?.digest
          && $0.record.bit_size == $1.record.bit_size
      }
  }

  /// Where the last array of a structure begins that may have any number of elements, and the bytes of one: as
  /// `flexibleEnd`, and also of an old-style array of one element with padding behind it.
  var openEnd: (offset: UInt64, elementSize: UInt64)? {
    if let end = flexibleEnd { return end }
    guard kind == .structure || kind == .class, let last = members.last, last.offset > 0,
      let array = last.type?.concrete, array.kind == .array, array.elementCount == 1,
      let element = array.target?.concrete.size
    else { return nil }
    return (UInt64(last.offset), element)
  }

  /// `char` in any sign, and bytes by other names: memory of such type is text or raw bytes.
  var isCharacter: Bool { kind == .base && size == 1 }

  /// Whether an object of another type stands at an offset of this one, as a member or a base at any depth.
  func holds(_ other: UniqType, at offset: Int64, depth: Int) -> Bool {
    guard depth < 12 else { return false }
    return members.contains { member in
      guard !member.isBitField, !member.isVirtualBase, member.offset <= offset,
        let inner = member.type?.concrete,
        inner.size.map({ offset - member.offset < Int64(clamping: $0) }) ?? false
      else { return false }
      if member.offset == offset, inner.digest == other.digest { return true }
      return inner.holds(other, at: offset - member.offset, depth: depth + 1)
    }
  }
}
