// Finding a member by its name in a struct, class or union, its anonymous members and its bases.

import Primitives
import TypeModel

/// Looks members up as C and C++ do.
struct RecordMembers {
  let scope: any ExpressionScope

  /// Classes nested deeper than this are not searched.
  static let maximumDepth = 16

  /// A member and its offset from the start of the record that was searched.
  struct Found {
    var member: Member
    var offset: Int64
  }

  /// The member `name`, or `Base::name`. `address` is the record's own, needed for virtual bases alone.
  func find(_ name: [UInt8], in type: UniqType, at address: Address?) -> Found? {
    let parts = name.split(separator: Array("::".utf8)).map(Array.init)
    guard let last = parts.last else { return nil }
    let qualifier = Array(parts.dropLast().joined(separator: Array("::".utf8)))
    return find(last, qualifier, in: type, at: address, depth: 0)
  }

  private func find(
    _ name: [UInt8], _ qualifier: [UInt8], in type: UniqType, at address: Address?, depth: Int
  ) -> Found? {
    guard depth < Self.maximumDepth else { return nil }
    let matches = qualifier.isEmpty || Self.isNamed(type, qualifier)
    let members = type.members
    if matches, let own = members.first(where: { !$0.isBase && $0.name == name }) {
      return Found(member: own, offset: own.offset)
    }
    for member in members where member.isAnonymous || member.isBase || member.isVirtualBase {
      let rest = matches ? [] : qualifier
      guard let inner = member.type.map(scope.completed),
        let offset = offset(of: member, in: address),
        let found = find(
          name, rest, in: inner, at: address.map { $0 + UInt64(bitPattern: offset) },
          depth: depth + 1)
      else { continue }
      return Found(member: found.member, offset: offset &+ found.offset)
    }
    return nil
  }

  /// Whether a class is called so, with or without the namespaces around it.
  private static func isNamed(_ type: UniqType, _ qualifier: [UInt8]) -> Bool {
    let name = type.name
    return name == qualifier
      || name.reversed().starts(with: (Array("::".utf8) + qualifier).reversed())
  }

  /// A member's offset in an object. A virtual base's stands in the object's vtable (Itanium C++ ABI §2.5.2); nil when
  /// that cannot be read.
  func offset(of member: Member, in address: Address?) -> Int64? {
    guard member.isVirtualBase else { return member.offset }
    guard let address, let vtable = scope.word(at: address),
      let offset = scope.word(at: Address(vtable) + UInt64(bitPattern: member.offset))
    else { return nil }
    return Int64(bitPattern: offset)
  }
}
