// The units of one file: an executable, a debug file, a dwz alternate, a .dwo or a .dwp.

import Primitives

/// All units of one file's debug sections, their headers and abbreviations parsed.
///
/// Immutable and safe to read from many threads.
public final class DwarfFile: @unchecked Sendable {
  /// The ELF file that the sections come from.
  public let elf: ElfFile
  /// Where it was found.
  public let path: String
  /// The place among the module's files; part of `Die.Key`.
  public let index: Int
  /// The file that `DW_FORM_GNU_ref_alt` and `DW_FORM_strp_sup` lead to.
  public let alternate: DwarfFile?
  /// Whether the units are those of a `.dwo` or `.dwp`.
  public let isSplit: Bool
  /// Every unit in the order of the file: `.debug_info` first, then `.debug_types`.
  public private(set) var units: [DwarfUnit] = []
  /// What of the file could not be read.
  public private(set) var damage: [DwarfDamage] = []
  let sections: DwarfSections
  private var unitsBySignature: [UInt64: DwarfUnit] = [:]
  /// For each section of units, the units in it as a range of `units`.
  private var sectionUnits: [Range<Int>] = []

  /// Reads the unit headers and abbreviations of `elf`'s debug sections, of those of split DWARF when `isSplit`.
  /// `skeletons` are the units by DWO id that split units belong to.
  init(
    elf: ElfFile, path: String, index: Int, alternate: DwarfFile? = nil, isSplit: Bool = false,
    skeletons: [UInt64: DwarfUnit] = [:]
  ) {
    self.elf = elf
    self.path = path
    self.index = index
    self.alternate = alternate
    self.isSplit = isSplit
    sections = DwarfSections(elf, isSplit: isSplit)
    var reader = UnitReader(file: self, skeletons: skeletons)
    for section in sections.info { reader.read(section, isTypes: false) }
    for section in sections.types { reader.read(section, isTypes: true) }
    units = reader.units
    sectionUnits = reader.sectionUnits
    damage = sections.damaged.map { .section($0) } + reader.damage
    for unit in units where unit.kind == .type || unit.kind == .splitType {
      if unitsBySignature[unit.typeSignature] == nil { unitsBySignature[unit.typeSignature] = unit }
    }
  }

  /// The type unit of a signature; nil when this file has none.
  public func typeUnit(signature: UInt64) -> DwarfUnit? { unitsBySignature[signature] }

  /// The unit around an offset of the first `.debug_info`.
  public func unit(atInfoOffset offset: UInt64) -> DwarfUnit? {
    guard let offset = Int(exactly: offset), let range = sectionUnits.first else { return nil }
    let place = range.partitioningIndex { units[$0].end > offset }
    guard place < range.upperBound, units[place].offset <= offset else { return nil }
    return units[place]
  }

  /// The DIE at an offset of the first `.debug_info`.
  public func die(atInfoOffset offset: UInt64) -> Die? {
    unit(atInfoOffset: offset)?.die(at: Int(offset))
  }
}

/// A part of a file's debug information that was left out.
public enum DwarfDamage: Error, Equatable, Sendable {
  /// A section that does not lie in the file or does not decompress.
  case section(ElfError)
  /// The unit at this offset says a version, a kind or an address size that cannot be read.
  case unsupportedUnit(offset: Int)
  /// The unit lengths stop making sense at this offset.
  case unitChain(offset: Int)
  /// The abbreviations of the unit at this offset lie outside their section.
  case abbreviations(offset: Int)
}

/// Reads unit headers, sharing the tables of abbreviations.
private struct UnitReader {
  let file: DwarfFile
  let skeletons: [UInt64: DwarfUnit]
  let package: DwarfPackage?
  var units: [DwarfUnit] = []
  var sectionUnits: [Range<Int>] = []
  var damage: [DwarfDamage] = []
  private var keyBase: UInt64 = 0
  private var tables: [TableKey: AbbreviationTable] = [:]
  /// Bytes of abbreviations that may still be parsed.
  private var budget: Int

  private struct TableKey: Hashable {
    var offset: UInt64
    var encoding: DwarfEncoding
  }

  init(file: DwarfFile, skeletons: [UInt64: DwarfUnit]) {
    self.file = file
    self.skeletons = skeletons
    package = file.isSplit ? DwarfPackage(file.sections) : nil
    // Tables do not overlap in honest files; a hostile one could have every unit parse the whole section.
    budget = 4 * file.sections.abbreviations.count + 65_536
  }

  mutating func read(_ section: ByteStore, isTypes: Bool) {
    let first = units.count
    var cursor = ByteCursor(section)
    chain: while !cursor.isAtEnd {
      let start = cursor.position
      switch UnitHeader.read(&cursor, isTypes: isTypes) {
      case .unit(let header): append(header, section, isTypes: isTypes)
      case .unsupported: damage.append(.unsupportedUnit(offset: start))
      case .damaged:
        damage.append(.unitChain(offset: start))
        break chain
      }
    }
    sectionUnits.append(first..<units.count)
    keyBase += UInt64(section.count)
  }

  private mutating func append(_ header: UnitHeader, _ section: ByteStore, isTypes: Bool) {
    let contributions = package?.contributions(of: header, isTypes: isTypes) ?? UnitContributions()
    let offset = header.abbreviationOffset &+ contributions.abbreviations
    guard let table = table(at: offset, header.encoding) else {
      damage.append(.abbreviations(offset: header.offset))
      return
    }
    var header = header
    // DWARF 4 has no unit kinds: a skeleton is a compile unit that names a .dwo.
    if header.encoding.version < 5, !isTypes {
      header.kind = UnitRoot.kind(of: header, section, table, isSplit: file.isSplit)
    } else if file.isSplit, header.kind == .type {
      header.kind = .splitType
    }
    units.append(
      DwarfUnit(
        file: file, header: header,
        place: UnitPlace(
          index: units.count, section: section, keyBase: keyBase, isSplit: file.isSplit),
        abbreviations: table, contributions: contributions, skeletons: skeletons))
  }

  private mutating func table(at offset: UInt64, _ encoding: DwarfEncoding) -> AbbreviationTable? {
    let key = TableKey(offset: offset, encoding: encoding)
    if let table = tables[key] { return table }
    guard budget > 0, let start = Int(exactly: offset), start < file.sections.abbreviations.count
    else { return nil }
    var cursor = ByteCursor(file.sections.abbreviations, from: start)
    let table = AbbreviationTable(&cursor, encoding: encoding)
    budget -= cursor.position - start
    tables[key] = table
    return table
  }
}

extension UnitRoot {
  /// The kind of a DWARF 2 to 4 unit, which its root DIE tells.
  static func kind(
    of header: UnitHeader, _ section: ByteStore, _ table: AbbreviationTable, isSplit: Bool
  ) -> DwarfUnitKind {
    let root = UnitRoot(header, section: section, table.arrays)
    if root.tag == .partialUnit { return .partial }
    if isSplit { return .splitCompile }
    return root.dwoID == nil ? .compile : .skeleton
  }
}
