// A unit of .debug_info or .debug_types: its encoding, its bases, and the way from an attribute to what it means.

import Primitives

/// A unit: compile, partial, type, skeleton or split.
///
/// Immutable and safe to read from many threads. Valid as long as the `ModuleDebugInfo` (or `DwarfFile`) that it
/// belongs to.
public final class DwarfUnit: @unchecked Sendable {
  /// The file that the unit stands in.
  public unowned let file: DwarfFile
  public let kind: DwarfUnitKind
  /// The DWARF version and the sizes of addresses and offsets.
  public let encoding: DwarfEncoding
  /// Where the unit starts in its section.
  public let offset: Int
  /// Where its root DIE starts in its section.
  public let dieOffset: Int
  /// Where it ends.
  public let end: Int
  /// The place among `file.units`.
  public let index: Int
  /// The signature of a type unit; else 0.
  public let typeSignature: UInt64
  /// What joins a skeleton and its split unit; nil for other units.
  public let dwoID: UInt64?
  /// For a split unit, the skeleton in the runtime file that has its addresses.
  public let skeleton: DwarfUnit?
  /// The section that the unit stands in, whole.
  let section: ByteStore
  @usableFromInline let abbreviations: AbbreviationArrays
  private let abbreviationTable: AbbreviationTable
  let sections: DwarfSections
  /// Offset of the type's DIE in the section, for type units.
  let typeOffset: Int
  /// Where the section starts in the file-wide numbering of DIEs.
  let keyBase: UInt64
  let bases: UnitBases
  let contributions: UnitContributions
  private let cachedScopes = Lazy<ScopeIndex>()

  /// The parents of the unit's DIEs, found at the first call.
  var scopes: ScopeIndex { cachedScopes.value { ScopeIndex(self) } }

  init(
    file: DwarfFile, header: UnitHeader, place: UnitPlace, abbreviations: AbbreviationTable,
    contributions: UnitContributions, skeletons: [UInt64: DwarfUnit]
  ) {
    self.file = file
    kind = header.kind
    encoding = header.encoding
    offset = header.offset
    dieOffset = header.dieOffset
    end = header.end
    index = place.index
    section = place.section
    keyBase = place.keyBase
    typeSignature = header.typeSignature
    typeOffset = header.offset &+ (Int(exactly: header.typeOffset) ?? 0)
    self.abbreviations = abbreviations.arrays
    abbreviationTable = abbreviations
    sections = file.sections
    self.contributions = contributions
    let root = UnitRoot(header, section: place.section, abbreviations.arrays)
    dwoID = header.dwoID ?? root.dwoID
    let skeleton = place.isSplit ? dwoID.flatMap { skeletons[$0] } : nil
    self.skeleton = skeleton
    bases = UnitBases(
      root, header.encoding, contributions, isSplit: place.isSplit, skeleton: skeleton)
  }

  /// The unit's first DIE, which describes the unit; nil when damaged.
  public var root: Die? { die(at: dieOffset) }

  /// A cursor before the root.
  @inlinable
  public func cursor() -> DieCursor { DieCursor(unit: self) }

  /// The DIE at an offset in the unit's section; nil when the offset is outside the unit or there is no DIE's code. An
  /// offset inside another DIE cannot be told from a DIE.
  public func die(at offset: Int) -> Die? {
    abbreviationIndex(at: offset).map { Die(unit: self, offset: offset, abbreviation: $0) }
  }

  /// A cursor at an offset of the section that lies in the unit.
  @usableFromInline
  func bytes(from offset: Int) -> ByteCursor { ByteCursor(section, from: offset, to: end) }

  func abbreviationIndex(at offset: Int) -> Int? {
    guard offset >= dieOffset, offset < end else { return nil }
    var bytes = bytes(from: offset)
    let code = bytes.uleb()
    guard !bytes.failed, code != 0 else { return nil }
    return abbreviations.index(of: code)
  }

  /// The type that a type unit describes; nil for other units.
  public var typeDie: Die? {
    kind == .type || kind == .splitType ? die(at: typeOffset) : nil
  }

  /// The identity of the DIE at an offset in the unit's section.
  @inlinable
  public func key(at offset: Int) -> Die.Key {
    Die.Key(raw: keyStart &+ UInt64(truncatingIfNeeded: offset))
  }

  @usableFromInline var keyStart: UInt64 { UInt64(file.index) << 44 | keyBase }

  /// Whether the unit holds code and data of its own: a compile unit, not a skeleton, a partial unit or a type.
  public var isCompileUnit: Bool { kind == .compile || kind == .splitCompile }
}

/// Where a unit stands: what its file knows about it.
struct UnitPlace {
  var index: Int
  var section: ByteStore
  var keyBase: UInt64
  var isSplit: Bool
}

extension DwarfUnit {
  /// The numbers of units in the order in which several threads should take them: the large ones first, so that no thread
  /// is left alone with one at the end.
  public static func largestFirst(_ units: [DwarfUnit]) -> [Int] {
    units.indices.sorted { a, b in
      let (sizeA, sizeB) = (units[a].end - units[a].offset, units[b].end - units[b].offset)
      return sizeA != sizeB ? sizeA > sizeB : a < b
    }
  }
}
