// The bases that a unit's indexed forms count from, taken from its root DIE, its skeleton and its package.

import Primitives

/// The parts of a package's sections that belong to one unit; outside packages, whole sections from 0.
struct UnitContributions: Sendable {
  var abbreviations: UInt64 = 0
  var lines: UInt64 = 0
  var stringOffsets: UInt64 = 0
  var rangeLists: UInt64 = 0
  var locationLists: UInt64 = 0
  var locations: UInt64 = 0
}

/// The attributes of the root DIE that change how others are read. Strings and ranges are not followed here.
struct UnitRoot {
  var tag = DwarfTag(rawValue: 0)
  var dwoID: UInt64?
  var lowPC: AttributeValue?
  var stringOffsetsBase: UInt64?
  var addressBase: UInt64?
  var rangeListsBase: UInt64?
  var locationListsBase: UInt64?
  var gnuRangesBase: UInt64?
  var lines: UInt64?

  init(_ header: UnitHeader, section: ByteStore, _ table: AbbreviationArrays) {
    var bytes = ByteCursor(section, from: header.dieOffset, to: header.end)
    guard let index = table.index(of: bytes.uleb()) else { return }
    let entry = table.entries[index]
    tag = entry.tag
    for specification in table.specifications[entry.first..<(entry.first + entry.count)] {
      let value = bytes.attribute(specification, header.encoding)
      if bytes.failed { return }
      take(specification.name, value)
    }
  }

  private mutating func take(_ name: DwarfAttribute, _ value: AttributeValue) {
    switch name {
    case .gnuDwoId: dwoID = value.unsigned
    case .lowPC: lowPC = value
    case .strOffsetsBase: stringOffsetsBase = value.sectionOffset
    case .addrBase, .gnuAddrBase: addressBase = value.sectionOffset
    case .rnglistsBase: rangeListsBase = value.sectionOffset
    case .loclistsBase: locationListsBase = value.sectionOffset
    case .gnuRangesBase: gnuRangesBase = value.sectionOffset
    case .stmtList: lines = value.sectionOffset
    default: break
    }
  }
}

/// Where each kind of index counts from.
struct UnitBases: Sendable {
  var stringOffsets: UInt64
  var addresses: UInt64?
  var rangeLists: UInt64
  var locationLists: UInt64
  /// Added to `DW_AT_ranges` of a split DWARF 4 unit (GNU extension).
  var ranges: UInt64
  /// `DW_AT_low_pc` of the unit: ranges and locations count from it.
  var lowPC: AttributeValue?
  var lines: UInt64?

  init(
    _ root: UnitRoot, _ encoding: DwarfEncoding, _ contributions: UnitContributions, isSplit: Bool,
    skeleton: DwarfUnit?
  ) {
    // Split units have no base attributes: their tables start right after the header of their contribution
    // (DWARF 5 §7.26, §7.28, §7.29). DWARF 4's tables of string offsets have no header.
    let large: UInt64 = encoding.offsetSize == 8 ? 8 : 0
    let tableHeader: UInt64 = encoding.version >= 5 ? 8 + large : 0
    let listHeader: UInt64 = encoding.version >= 5 ? 12 + large : 0
    stringOffsets = root.stringOffsetsBase ?? (contributions.stringOffsets &+ tableHeader)
    rangeLists = root.rangeListsBase ?? (contributions.rangeLists &+ listHeader)
    locationLists = root.locationListsBase ?? (contributions.locationLists &+ listHeader)
    addresses = skeleton?.bases.addresses ?? root.addressBase
    // The skeleton's own ranges do not count from its DW_AT_GNU_ranges_base; those of the split unit do.
    ranges = isSplit ? (skeleton?.gnuRangesBase ?? 0) : 0
    lowPC = skeleton?.bases.lowPC ?? root.lowPC
    lines = root.lines
  }
}

extension DwarfUnit {
  /// A skeleton's `DW_AT_GNU_ranges_base`, which is for its split unit.
  var gnuRangesBase: UInt64? { root?.attribute(.gnuRangesBase)?.sectionOffset }
}
