// Reads the DIEs of types other than arrays and functions.

import AgentLayout
import DebugInfo

extension UnitReader {
  /// Keeps a type for the current DIE, and gives its place.
  mutating func append(_ type: RawType, _ cursor: DieCursor) -> Int {
    records.types.append(type)
    records.offsets.append(cursor.offset)
    return records.types.count - 1
  }

  /// A type of the current DIE with what all kinds have.
  mutating func rawType(_ kind: TypeKindCode) -> RawType {
    var type = RawType(kind: kind, language: language)
    type.size = facts.unsigned(.byteSize) ?? SCRY_META_UNKNOWN_SIZE
    type.alignment = facts.unsigned(.alignment).flatMap { UInt32(exactly: $0) } ?? 0
    return type
  }

  var factName: ByteString? { facts[.name].flatMap { unit.string($0) } }

  mutating func readBase(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    var type = rawType(.base)
    type.encoding = facts.unsigned(.encoding).flatMap { UInt8(exactly: $0) } ?? 0
    if let name = factName { type.name = pool.intern(BaseTypeName.canonical(name)) }
    _ = append(type, cursor)
  }

  /// Pointers, references, member pointers, qualifiers and typedefs: a target, and little else.
  mutating func readModifier(_ cursor: inout DieCursor, _ kind: TypeKindCode) {
    facts.read(&cursor)
    var type = rawType(kind)
    type.target = self.type(facts[.type])
    if kind.isAlias { type.size = SCRY_META_UNKNOWN_SIZE }
    if kind == .typedef {
      type.name = factName.map { qualified($0) } ?? .empty
      place(&type)
    } else if kind == .memberPointer {
      type.container = self.type(facts[.containingType])
    }
    _ = append(type, cursor)
  }

  /// Takes over where the current DIE says it is declared.
  private mutating func place(_ type: inout RawType) {
    type.file = files.path(facts.unsigned(.declFile))
    type.line = facts.line
  }

  mutating func readRecord(_ cursor: inout DieCursor, _ kind: TypeKindCode) {
    facts.read(&cursor)
    var type = taggedType(kind, cursor)
    if facts.has(.containingType) { type.set(SCRY_TYPE_POLYMORPHIC) }
    // A member's type without a name leaves its own members' types in the scope around it.
    let inner = type.name == .empty ? scope : type.name
    enter(cursor, .record(append(type, cursor)), scope: inner)
  }

  mutating func readEnumeration(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    var type = taggedType(.enumeration, cursor)
    type.target = self.type(facts[.type])
    type.first = UInt32(truncatingIfNeeded: records.enumerators.count)
    let inner = scope
    enter(cursor, .scope, scope: inner)
    _ = append(type, cursor)
  }

  /// A struct, class, union or enum: named, completed, declared or standing for the type of another unit.
  private mutating func taggedType(_ kind: TypeKindCode, _ cursor: DieCursor) -> RawType {
    var type = rawType(kind)
    place(&type)
    if let declaration = facts[.specification].flatMap({ unit.reference($0) }) {
      // gcc's type units hold the type outside its namespace, with a name of its own all the same.
      type.name = qualifiedName(of: declaration)
    } else if let name = factName {
      type.name = qualified(name)
    } else if let definition = facts[.signature].flatMap({ unit.reference($0) }) {
      // clang's stand-in for a class in a type unit has a signature, no name, and can hold whole types.
      type.name = qualifiedName(of: definition)
    } else {
      type.set(SCRY_TYPE_ANONYMOUS)
    }
    if let signature = facts[.signature] {
      type.target = self.type(signature)
      type.isAlias = type.target != .unknown
    }
    if facts.flag(.declaration) {
      type.set(SCRY_TYPE_INCOMPLETE)
      // An enum whose underlying type is fixed has its size even where only declared.
      if kind != .enumeration { type.size = SCRY_META_UNKNOWN_SIZE }
      records.scopes.append(ScopedDie(offset: cursor.offset, scope: scope))
    } else if type.size == SCRY_META_UNKNOWN_SIZE, kind != .enumeration {
      type.set(SCRY_TYPE_INCOMPLETE)
    }
    return type
  }

  mutating func readEnumerator(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    guard let last = records.types.indices.last, records.types[last].kind == .enumeration,
      let name = factName, let value = facts[.constValue]
    else { return }
    // Fixed-size constants are not negative here: compilers write negative ones in signed forms.
    let number = value.unsigned.map { Int64(bitPattern: $0) } ?? value.signed ?? 0
    records.enumerators.append(RawEnumerator(name: pool.intern(name.bytes), value: number))
    records.types[last].count += 1
  }

  /// Which members such a type has depends on its content (Rust's enums): it is shown whole, not by a wrong member.
  mutating func hideVariants() {
    for die in open.reversed() {
      guard case .record(let place) = die.owner else { continue }
      pendingMembers.removeSubrange(die.firstMember...)
      records.types[place].encoding = Self.hasVariants
      return
    }
  }

  /// Marks a record, whose encoding means nothing else, as one with variants.
  static let hasVariants: UInt8 = 0xff

  mutating func readOpaque(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    var type = rawType(.unspecified)
    if let name = factName { type.name = pool.intern(name.bytes) }
    _ = append(type, cursor)
  }
}
