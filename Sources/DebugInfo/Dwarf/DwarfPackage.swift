// The indices of a .dwp package: which parts of its sections belong to which unit (DWARF 5 §7.3.5).

import Primitives

/// The `.debug_cu_index` and `.debug_tu_index` of a package.
struct DwarfPackage {
  /// Contributions by the offset of the unit in `.debug_info` or `.debug_types`.
  private var infoUnits: [UInt64: UnitContributions] = [:]
  private var typeUnits: [UInt64: UnitContributions] = [:]

  /// Nil when the file has no index: then it is a plain `.dwo`.
  init?(_ sections: DwarfSections) {
    guard sections.unitIndex.count > 0 || sections.typeIndex.count > 0 else { return nil }
    read(sections.unitIndex)
    read(sections.typeIndex)
  }

  func contributions(of header: UnitHeader, isTypes: Bool) -> UnitContributions? {
    (isTypes ? typeUnits : infoUnits)[UInt64(header.offset)]
  }

  /// Reads the column names and the two tables of offsets and sizes; the hash table is not needed to know all units.
  private mutating func read(_ index: ByteStore) {
    var cursor = ByteCursor(index)
    // Version 5 has a 16-bit version and padding; GNU's version 2 a 32-bit one: the same bytes.
    let version = cursor.read(UInt32.self)
    let columns = UInt64(cursor.read(UInt32.self))
    let used = UInt64(cursor.read(UInt32.self))
    let slots = UInt64(cursor.read(UInt32.self))
    guard !cursor.failed, version == 2 || version == 5, 1...16 ~= columns else { return }
    cursor.skip(slots * 12)
    let kinds = (0..<columns).map { _ in Self.column(cursor.read(), version: version) }
    for _ in 0..<used {
      let offsets = kinds.map { _ in UInt64(cursor.read(UInt32.self)) }
      if cursor.failed { return }
      add(kinds, offsets)
    }
  }

  private enum Column {
    case info, types, other
    case contribution(WritableKeyPath<UnitContributions, UInt64>)
  }

  /// `DW_SECT_`; version 2 numbers some sections differently (GNU "DebugFission DWP" format).
  private static func column(_ number: UInt32, version: UInt32) -> Column {
    switch (number, version) {
    case (1, _): .info
    case (2, 2): .types
    case (3, _): .contribution(\.abbreviations)
    case (4, _): .contribution(\.lines)
    case (5, 2): .contribution(\.locations)
    case (5, _): .contribution(\.locationLists)
    case (6, _): .contribution(\.stringOffsets)
    case (8, 5): .contribution(\.rangeLists)
    default: .other
    }
  }

  private mutating func add(_ kinds: [Column], _ offsets: [UInt64]) {
    var contributions = UnitContributions()
    var info: UInt64?
    var types: UInt64?
    for (kind, offset) in zip(kinds, offsets) {
      switch kind {
      case .info: info = offset
      case .types: types = offset
      case .contribution(let path): contributions[keyPath: path] = offset
      case .other: break
      }
    }
    if let info { infoUnits[info] = contributions }
    if let types { typeUnits[types] = contributions }
  }
}
