// A uniqtype: what it is, what it is made of, how C and C++ spell it.

import AgentLayout
import Primitives

/// A type of one module. Two of different modules are the same type when their digests agree.
public struct UniqType: Sendable {
  public let table: TypeTable
  public let index: UInt32
  /// The raw record (`scry_meta.h`).
  public let record: scry_meta_type

  /// The kind; `.void` for a damaged value.
  public var kind: TypeKind { TypeKind(rawValue: record.kind) ?? .void }

  /// Bytes; nil for incomplete types, functions and arrays without a bound.
  public var size: UInt64? { record.size == SCRY_META_UNKNOWN_SIZE ? nil : record.size }

  /// Elements of an array; nil when the debug information gives no bound.
  public var elementCount: UInt64? {
    record.elements == SCRY_META_UNKNOWN_SIZE ? nil : record.elements
  }

  /// The name's bytes without struct, union or enum; empty for types without one.
  public var name: [UInt8] { Array(table.string(record.name)) }

  /// What a pointer points to, an array is made of, a typedef or qualifier stands for, a function returns.
  public var target: UniqType? { table.type(record.target) }

  /// The type without typedefs and qualifiers.
  public var concrete: UniqType { table.type(record.concrete) ?? self }

  /// The identity across modules: that of the concrete type (Documentation/FORMATS.md, "Digests").
  public var digest: UInt64 { record.digest }

  /// Declared here, defined elsewhere if at all.
  public var isIncomplete: Bool { has(SCRY_TYPE_INCOMPLETE) }

  /// Ends in an array without a bound.
  public var isFlexible: Bool { has(SCRY_TYPE_FLEXIBLE) }

  /// Has a vtable pointer.
  public var isPolymorphic: Bool { has(SCRY_TYPE_POLYMORPHIC) }

  /// Has no tag in the source; its name, if it has one, is that of a typedef.
  public var isAnonymous: Bool { has(SCRY_TYPE_ANONYMOUS) }

  func has(_ flag: scry_meta_type_flags) -> Bool {
    UInt32(record.flags) & flag.rawValue != 0
  }

  /// Whether it is made of members: a struct, class or union.
  public var isRecord: Bool { kind == .structure || kind == .class || kind == .union }

  /// How many members `member(_:)` gives; 0 for kinds without members.
  public var memberCount: Int {
    guard isRecord || kind == .function else { return 0 }
    let available = table.count(of: SCRY_META_MEMBERS) - Int(record.first)
    return max(0, min(Int(record.count), available))
  }

  /// A member by its place in the order of offsets; nil past the last.
  public func member(_ place: Int) -> Member? {
    guard place >= 0, place < memberCount else { return nil }
    return table.entry(SCRY_META_MEMBERS, Int(record.first) + place).map {
      Member(table: table, record: $0)
    }
  }

  /// Members of a struct, class or union, base classes included, by offset; parameters of a function in their order.
  public var members: [Member] { (0..<memberCount).compactMap { member($0) } }

  /// Names and values of an enum, in the order of their declaration.
  public var enumerators: [(name: [UInt8], value: Int64)] {
    guard kind == .enumeration else { return [] }
    let first = Int(record.first)
    let end = min(first + Int(record.count), table.count(of: SCRY_META_ENUMERATORS))
    guard first < end else { return [] }
    return (first..<end).compactMap { index in
      table.entry(SCRY_META_ENUMERATORS, index, as: scry_meta_enumerator.self).map {
        (Array(table.string($0.name)), $0.value)
      }
    }
  }
}

extension UniqType: Hashable {
  public static func == (a: UniqType, b: UniqType) -> Bool {
    a.table === b.table && a.index == b.index
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(table))
    hasher.combine(index)
  }
}

/// What a type is (`enum scry_meta_kind`).
public enum TypeKind: UInt8, Sendable {
  case void, base, pointer, reference, rvalueReference, memberPointer, array, structure, `class`
  case union, enumeration, function, typedef, const, volatile, restrict, atomic, unspecified
}

/// A member, base class or parameter.
public struct Member: Sendable {
  let table: TypeTable
  public let record: scry_meta_member

  /// Empty for anonymous members, base classes and unnamed parameters.
  public var name: [UInt8] { Array(table.string(record.name)) }

  /// The declared type, typedefs kept; nil when damaged.
  public var type: UniqType? { table.type(record.type) }

  /// Bytes from the start of the type to the byte with the member's first bit.
  public var offset: Int64 { record.offset }

  /// Of the lowest bit of a bit-field in the byte at `offset`.
  public var bitShift: Int { Int(record.bit_shift) }

  /// Bits, nil unless a bit-field.
  public var bitSize: Int? { isBitField ? Int(record.bit_size) : nil }

  public var isBitField: Bool { has(SCRY_MEMBER_BIT_FIELD) }
  public var isBase: Bool { has(SCRY_MEMBER_BASE) }
  public var isVirtualBase: Bool { has(SCRY_MEMBER_VIRTUAL_BASE) }
  public var isArtificial: Bool { has(SCRY_MEMBER_ARTIFICIAL) }
  public var isAnonymous: Bool { has(SCRY_MEMBER_ANONYMOUS) }

  private func has(_ flag: scry_meta_member_flags) -> Bool {
    UInt32(record.flags) & flag.rawValue != 0
  }
}
