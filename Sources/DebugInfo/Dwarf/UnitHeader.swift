// Unit headers of DWARF 2 to 5 (DWARF 5 §7.5.1).

/// `DW_UT_`: what a unit holds.
public enum DwarfUnitKind: UInt8, Sendable {
  case compile = 1
  case type = 2
  case partial = 3
  case skeleton = 4
  case splitCompile = 5
  case splitType = 6
}

/// A unit's header as it stands in the section.
struct UnitHeader: Sendable {
  var kind = DwarfUnitKind.compile
  var encoding = DwarfEncoding(version: 0, addressSize: 0, offsetSize: 4)
  var abbreviationOffset: UInt64 = 0
  /// Where the unit starts in its section.
  var offset: Int
  /// Where its first DIE starts.
  var dieOffset = 0
  var end = 0
  /// Type units: the signature and the offset of the type's DIE from the unit's start.
  var typeSignature: UInt64 = 0
  var typeOffset: UInt64 = 0
  /// Skeleton and split units of DWARF 5; DWARF 4 has an attribute instead.
  var dwoID: UInt64?

  /// What a cursor at a unit's start gives.
  enum Outcome {
    case unit(UnitHeader)
    /// A version or address size that cannot be read; the cursor stands after the unit.
    case unsupported
    /// Nothing further in the section can be found.
    case damaged
  }

  /// Reads a header and moves the cursor to the next unit. `isTypes`: the section is `.debug_types` of DWARF 4.
  static func read(_ cursor: inout ByteCursor, isTypes: Bool) -> Outcome {
    var header = UnitHeader(offset: cursor.position)
    var length = UInt64(cursor.read(UInt32.self))
    var offsetSize: UInt8 = 4
    if length == 0xffff_ffff {
      length = cursor.read()
      offsetSize = 8
    } else if length >= 0xffff_fff0 {
      return .damaged
    }
    guard !cursor.failed, length > 0, length <= UInt64(cursor.remaining) else { return .damaged }
    header.end = cursor.position + Int(length)
    var fields = ByteCursor(base: cursor.base, position: cursor.position, end: header.end)
    cursor.position = header.end
    return header.readFields(&fields, offsetSize: offsetSize, isTypes: isTypes)
      ? .unit(header) : .unsupported
  }

  private mutating func readFields(
    _ cursor: inout ByteCursor, offsetSize: UInt8, isTypes: Bool
  ) -> Bool {
    let version = cursor.read(UInt16.self)
    guard 2...5 ~= version else { return false }
    let addressSize: UInt8
    if version == 5 {
      guard let kind = DwarfUnitKind(rawValue: cursor.read()) else { return false }
      self.kind = kind
      addressSize = cursor.read()
      abbreviationOffset = cursor.unsigned(size: Int(offsetSize))
    } else {
      kind = isTypes ? .type : .compile
      abbreviationOffset = cursor.unsigned(size: Int(offsetSize))
      addressSize = cursor.read()
    }
    guard addressSize == 8 || addressSize == 4 else { return false }
    encoding = DwarfEncoding(
      version: UInt8(version), addressSize: addressSize, offsetSize: offsetSize)
    switch kind {
    case .type, .splitType:
      typeSignature = cursor.read()
      typeOffset = cursor.unsigned(size: Int(offsetSize))
    case .skeleton, .splitCompile: dwoID = cursor.read(UInt64.self)
    case .compile, .partial: break
    }
    dieOffset = cursor.position
    return !cursor.failed
  }
}
