// Turns merged types into the records of a uniqtype file.

import AgentLayout

extension MetaFile {
  /// Fills the sections of types, members, enumerators and type names.
  mutating func setTypes(_ merged: MergedTypes, _ names: inout NameTables) {
    types.reserveCapacity(merged.types.count)
    for (index, type) in merged.types.enumerated() {
      types.append(Self.record(type, index, merged, &names))
    }
    members = merged.members.map { member in
      scry_meta_member(
        name: names.string(member.name), type: member.type.raw, offset: member.offset,
        bit_size: member.bitSize, bit_shift: member.bitShift,
        flags: Self.flags(of: member, merged), reserved: 0)
    }
    enumerators = merged.enumerators.map {
      scry_meta_enumerator(value: $0.value, name: names.string($0.name), reserved: 0)
    }
    typeNames = Self.sortedByName(types, names.strings)
  }

  private static func record(
    _ type: RawType, _ index: Int, _ merged: MergedTypes, _ names: inout NameTables
  ) -> scry_meta_type {
    var record = scry_meta_type()
    record.kind = type.kind.raw
    record.encoding = type.kind == .base ? type.encoding : 0
    record.flags = type.flags
    record.language = type.language
    record.name = names.string(type.name)
    record.size = type.size
    record.elements = type.kind == .array ? type.elements : 0
    record.digest = merged.digests[index]
    record.target = type.target.raw
    record.concrete = merged.concrete[index]
    record.first = type.first
    record.count = type.count
    record.container = type.kind == .memberPointer ? type.container.raw : SCRY_META_NONE
    record.alignment = type.alignment
    record.file = names.file(type.file)
    record.line = type.line
    return record
  }

  /// A member without a name whose own members are reached through it.
  private static func flags(of member: RawMember, _ merged: MergedTypes) -> UInt8 {
    let type = merged.types[Int(merged.concrete[member.type.index])]
    guard member.name == .empty, type.kind.isRecord, !member.has(SCRY_MEMBER_BASE) else {
      return member.flags
    }
    return member.flags | UInt8(SCRY_MEMBER_ANONYMOUS.rawValue)
  }

  private static func sortedByName(_ types: [scry_meta_type], _ strings: StringTable) -> [UInt32] {
    let named = types.indices.filter { types[$0].name != 0 }
    return strings.bytes.withUnsafeBytes { bytes in
      named.sorted { a, b in
        if types[a].name == types[b].name { return a < b }
        let order = Self.compare(bytes, Int(types[a].name), Int(types[b].name))
        return order != 0 ? order < 0 : a < b
      }.map { UInt32(truncatingIfNeeded: $0) }
    }
  }

  /// Compares two strings of the table, both ended by NUL.
  private static func compare(_ bytes: UnsafeRawBufferPointer, _ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while bytes[a] == bytes[b], bytes[a] != 0 { (a, b) = (a + 1, b + 1) }
    return Int(bytes[a]) - Int(bytes[b])
  }
}
