// What one unit of debug information says, in flat arrays: the readers' result, the merger's input.

import AgentLayout
import DebugInfo
import Primitives

/// A reference from one record to a type while units are read and merged.
///
/// In a unit's records: 0 is void, 1 unknown, then the unit's own types counted from 2; with the upper bit set, a place in the
/// unit's list of references into other units. In merged records: an index into all types, 0 void, 1 unknown.
struct TypeReference: Hashable {
  var raw: UInt32
  static let void = TypeReference(raw: 0)
  static let unknown = TypeReference(raw: 1)
  /// Types before the first one that was read.
  static let firstRead = 2

  init(raw: UInt32) { self.raw = raw }

  /// A DIE of the unit that is being read, counted from the unit's start, until the unit's types are all known; nil when
  /// it is too far away.
  init?(pending distance: Int) {
    guard distance > 1, distance < 1 << 30 else { return nil }
    raw = UInt32(distance)
  }
  /// A type that was made while the unit is read, without a DIE of its own.
  init(made place: Int) { raw = UInt32(truncatingIfNeeded: place) | 1 << 30 }
  var madePlace: Int? { raw >> 30 == 1 ? Int(raw & 0x3fff_ffff) : nil }

  init(place: Int) { raw = UInt32(truncatingIfNeeded: place &+ Self.firstRead) }
  init(external place: Int) { raw = UInt32(truncatingIfNeeded: place) | 1 << 31 }

  var isExternal: Bool { raw >> 31 != 0 }
  var externalPlace: Int { Int(raw & 0x7fff_ffff) }
  var index: Int { Int(raw) }
}

/// A type as one DIE describes it.
struct RawType {
  var kind: TypeKindCode
  var encoding: UInt8 = 0
  var flags: UInt8 = 0
  var language: UInt8
  var name = StringID.empty
  var size: UInt64 = SCRY_META_UNKNOWN_SIZE
  var elements: UInt64 = SCRY_META_UNKNOWN_SIZE
  var target = TypeReference.void
  var container = TypeReference.void
  /// Members, parameters or enumerators: a range of the unit's array.
  var first: UInt32 = 0
  var count: UInt32 = 0
  var alignment: UInt32 = 0
  var file = StringID.empty
  var line: UInt32 = 0
  /// The definition that stands for this declaration (`DW_AT_signature`).
  var isAlias = false

  func has(_ flag: scry_meta_type_flags) -> Bool { UInt32(flags) & flag.rawValue != 0 }
  mutating func set(_ flag: scry_meta_type_flags) {
    flags |= UInt8(truncatingIfNeeded: flag.rawValue)
  }
}

/// `enum scry_meta_kind` in the width of the file's field.
struct TypeKindCode: Hashable {
  let raw: UInt8
  init(_ kind: scry_meta_kind) { raw = UInt8(truncatingIfNeeded: kind.rawValue) }

  static let void = TypeKindCode(SCRY_KIND_VOID)
  static let base = TypeKindCode(SCRY_KIND_BASE)
  static let pointer = TypeKindCode(SCRY_KIND_POINTER)
  static let reference = TypeKindCode(SCRY_KIND_REFERENCE)
  static let rvalueReference = TypeKindCode(SCRY_KIND_RVALUE_REFERENCE)
  static let memberPointer = TypeKindCode(SCRY_KIND_MEMBER_POINTER)
  static let array = TypeKindCode(SCRY_KIND_ARRAY)
  static let structure = TypeKindCode(SCRY_KIND_STRUCT)
  static let `class` = TypeKindCode(SCRY_KIND_CLASS)
  static let union = TypeKindCode(SCRY_KIND_UNION)
  static let enumeration = TypeKindCode(SCRY_KIND_ENUM)
  static let function = TypeKindCode(SCRY_KIND_FUNCTION)
  static let typedef = TypeKindCode(SCRY_KIND_TYPEDEF)
  static let const = TypeKindCode(SCRY_KIND_CONST)
  static let volatile = TypeKindCode(SCRY_KIND_VOLATILE)
  static let restrict = TypeKindCode(SCRY_KIND_RESTRICT)
  static let atomic = TypeKindCode(SCRY_KIND_ATOMIC)
  static let unspecified = TypeKindCode(SCRY_KIND_UNSPECIFIED)

  var isRecord: Bool { self == .structure || self == .class || self == .union }
  /// Struct, class, union or enum.
  var isTagged: Bool { isRecord || self == .enumeration }
  /// A typedef or qualifier: a name for its target.
  var isAlias: Bool { raw >= Self.typedef.raw && raw <= Self.atomic.raw }
}

/// A member, base class or parameter.
struct RawMember {
  var name = StringID.empty
  var type = TypeReference.void
  var offset: Int64 = 0
  var bitSize: UInt16 = 0
  var bitShift: UInt8 = 0
  var flags: UInt8 = 0

  func has(_ flag: scry_meta_member_flags) -> Bool { UInt32(flags) & flag.rawValue != 0 }
  mutating func set(_ flag: scry_meta_member_flags) {
    flags |= UInt8(truncatingIfNeeded: flag.rawValue)
  }
}

/// A name and value of an enum.
struct RawEnumerator {
  var name: StringID
  var value: Int64
}

/// A variable with a fixed place.
struct RawStatic {
  var address: UInt64
  var isThreadLocal: Bool
  var name = StringID.empty
  var linkageName = StringID.empty
  var type = TypeReference.unknown
  /// The unit's function that the variable is local to; -1 for others.
  var function: Int32 = -1
  var file = StringID.empty
  var line: UInt32 = 0
}

/// A function with its code; without code only a name for its static locals.
struct RawFunction {
  var ranges: [AddressRange] = []
  var name = StringID.empty
  var linkageName = StringID.empty
  var type = TypeReference.unknown
  var file = StringID.empty
  var line: UInt32 = 0
}

/// A row of a line table.
struct RawLine {
  var address: UInt64
  var file: StringID
  var line: UInt32
}

/// A DIE that others may complete, with the scope that it stands in.
struct ScopedDie {
  var offset: Int
  var scope: StringID
}

/// Everything that one unit says.
struct UnitRecords {
  var types: [RawType] = []
  /// For the types with a DIE of their own, in the order of `types`, which is ascending: its offset in the section.
  var offsets: [Int] = []
  var members: [RawMember] = []
  var enumerators: [RawEnumerator] = []
  var statics: [RawStatic] = []
  var functions: [RawFunction] = []
  var lines: [RawLine] = []
  /// Runs of `lines` for contiguous code, each ascending.
  var lineSequences: [Range<Int>] = []
  var externals: [Die.Key] = []
  /// The types of parameters and variables, each once.
  var variableTypes: Set<Die.Key> = []
  var scopes: [ScopedDie] = []
  /// The walk ended before the unit did.
  var isDamaged = false
}
