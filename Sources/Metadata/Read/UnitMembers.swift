// Reads members, base classes, parameters and the dimensions of arrays.

import AgentLayout
import DebugInfo

extension UnitReader {
  /// The place of the record whose children are being read; nil in other DIEs.
  private func openRecord(_ cursor: DieCursor) -> Int? {
    guard let last = open.last, last.depth == cursor.depth - 1,
      case .record(let place) = last.owner,
      records.types[place].encoding != Self.hasVariants
    else { return nil }
    return place
  }

  mutating func readMember(_ cursor: inout DieCursor) {
    guard let place = openRecord(cursor) else { return }
    facts.read(&cursor)
    // A static data member: its definition, elsewhere, completes it.
    if facts.flag(.external) || facts.flag(.declaration) {
      records.scopes.append(ScopedDie(offset: cursor.offset, scope: scope))
      return
    }
    var member = RawMember()
    member.type = type(facts[.type])
    if let name = factName { member.name = pool.intern(name.bytes) }
    if facts.flag(.artificial) {
      member.set(SCRY_MEMBER_ARTIFICIAL)
      if let name = factName, name.starts(with: "_vptr".utf8) {
        records.types[place].set(SCRY_TYPE_POLYMORPHIC)
        member.name = virtualTableName(of: records.types[place].name)
      }
    }
    setPlace(&member)
    pendingMembers.append(member)
  }

  /// clang writes `_vptr$C` where gcc writes `_vptr.C`: one name for both, as gdb shows gcc's.
  private func virtualTableName(of scope: StringID) -> StringID {
    let name = pool.bytes(scope.place)
    let last = QualifiedName.lastPart(name)
    return pool.intern(Array("_vptr.".utf8) + last)
  }

  private mutating func setPlace(_ member: inout RawMember) {
    let base = facts[.dataMemberLocation].flatMap { offset($0) } ?? 0
    guard let bits = facts.unsigned(.bitSize), let bitSize = UInt16(exactly: bits) else {
      member.offset = base
      return
    }
    let start = firstBit(base: base, bitSize: Int64(bitSize))
    member.set(SCRY_MEMBER_BIT_FIELD)
    member.bitSize = bitSize
    member.offset = start >> 3
    member.bitShift = UInt8(truncatingIfNeeded: start & 7)
  }

  /// The lowest bit of a bit-field, from the start of the type. Before DWARF 4 its distance was counted from the highest bit of
  /// a storage unit (DWARF 3 §5.5.6).
  private func firstBit(base: Int64, bitSize: Int64) -> Int64 {
    if let bits = facts[.dataBitOffset].flatMap({
      $0.unsigned ?? $0.signed.map { UInt64(bitPattern: $0) }
    }) {
      return base &* 8 &+ Int64(bitPattern: bits)
    }
    guard let fromTop = facts[.bitOffset]?.signed else { return base &* 8 }
    let storage = facts.unsigned(.byteSize) ?? storageSize()
    return base &* 8 &+ Int64(bitPattern: storage) &* 8 &- fromTop &- bitSize
  }

  /// The size of a bit-field's declared type: typedefs and qualifiers lead to a base type or an enum.
  private func storageSize() -> UInt64 {
    var die = facts[.type].flatMap { unit.reference($0) }
    for _ in 0..<16 {
      if let size = die?.unsigned(.byteSize) { return size }
      die = die?.reference(.type)
    }
    return 0
  }

  /// A constant offset, or one computed by `DW_OP_plus_uconst` as in DWARF 2.
  private func offset(_ value: AttributeValue) -> Int64? {
    // Fixed-size forms are never negative for members.
    if let constant = value.unsigned { return Int64(exactly: constant) }
    if let constant = value.signed { return constant }
    guard let bytes = unit.bytes(at: value) else { return nil }
    return LocationPattern(bytes).addedConstant
  }

  mutating func readBaseClass(_ cursor: inout DieCursor) {
    guard openRecord(cursor) != nil else { return }
    facts.read(&cursor)
    var member = RawMember()
    member.type = type(facts[.type])
    member.set(SCRY_MEMBER_BASE)
    if facts.unsigned(.virtuality) ?? 0 != 0 {
      guard let value = facts[.dataMemberLocation], let bytes = unit.bytes(at: value),
        let slot = LocationPattern(bytes).virtualBaseSlot
      else { return }
      member.set(SCRY_MEMBER_VIRTUAL_BASE)
      member.offset = slot
    } else {
      setPlace(&member)
    }
    pendingMembers.append(member)
  }

  mutating func readParameter(_ cursor: inout DieCursor) {
    guard let last = open.last, last.depth == cursor.depth - 1 else { return }
    switch last.owner {
    case .subroutine(let place):
      if cursor.tag == .unspecifiedParameters {
        // C's int f(): nothing is known of its parameters.
        guard records.types[place].has(SCRY_TYPE_PROTOTYPED) else { return }
        return records.types[place].set(SCRY_TYPE_VARIADIC)
      }
    case .function(_, ownsType: true):
      if cursor.tag == .unspecifiedParameters { return pendingMembers.append(Self.ellipsis) }
    case .function:
      guard cursor.tag == .formalParameter else { return }
      facts.read(&cursor)
      return keepVariableType()
    default: return
    }
    facts.read(&cursor)
    if case .function = last.owner { keepVariableType() }
    var parameter = RawMember()
    parameter.type = type(facts[.type])
    if facts.flag(.artificial) { parameter.set(SCRY_MEMBER_ARTIFICIAL) }
    pendingMembers.append(parameter)
  }

  /// Stands for `...` among a function's pending parameters.
  static var ellipsis: RawMember {
    var member = RawMember()
    member.offset = -1
    return member
  }

  mutating func readSubroutine(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    var type = rawType(.function)
    type.size = SCRY_META_UNKNOWN_SIZE
    type.target = self.type(facts[.type])
    if facts.flag(.prototyped) || language != UInt8(SCRY_LANGUAGE_C.rawValue) {
      type.set(SCRY_TYPE_PROTOTYPED)
    }
    let inner = scope
    enter(cursor, .subroutine(append(type, cursor)), scope: inner)
  }

  mutating func readArray(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    var type = rawType(.array)
    type.target = self.type(facts[.type])
    if facts.flag(.gnuVector) { type.set(SCRY_TYPE_VECTOR) }
    dimensions.removeAll(keepingCapacity: true)
    let inner = scope
    enter(cursor, .array(append(type, cursor)), scope: inner)
  }

  /// A dimension of the array around it; elsewhere a type of its own (Ada, Pascal), which is not followed.
  mutating func readDimension(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    if let last = open.last, last.depth == cursor.depth - 1, case .array = last.owner {
      dimensions.append(dimension())
    } else {
      _ = append(rawType(.unspecified), cursor)
    }
  }

  /// The elements of a dimension, unknown for VLAs and flexible arrays.
  private func dimension() -> UInt64 {
    if let count = facts[.count] {
      // clang says -1 for an array without a bound.
      return count.unsigned ?? SCRY_META_UNKNOWN_SIZE
    }
    guard let upper = facts[.upperBound] else { return SCRY_META_UNKNOWN_SIZE }
    let lower = facts[.lowerBound].flatMap { $0.signed } ?? 0
    if let last = upper.unsigned, last != .max {
      let (count, overflow) = last.subtractingReportingOverflow(UInt64(bitPattern: lower &- 1))
      return overflow && lower > 0 ? SCRY_META_UNKNOWN_SIZE : count
    }
    // -1: a GNU array of no elements.
    return upper.signed == -1 ? 0 : SCRY_META_UNKNOWN_SIZE
  }

  /// An array of several dimensions is an array of arrays.
  mutating func finishArray(_ place: Int) {
    guard let first = dimensions.first else { return }
    var element = records.types[place].target
    let count = UInt64(dimensions.count)
    for elements in dimensions.dropFirst().reversed() {
      var inner = RawType(kind: .array, language: language)
      inner.elements = elements
      inner.target = element
      made.append(inner)
      element = TypeReference(made: made.count - 1)
    }
    records.types[place].elements = first
    records.types[place].target = element
    if count > 1 { records.types[place].size = SCRY_META_UNKNOWN_SIZE }
  }
}
