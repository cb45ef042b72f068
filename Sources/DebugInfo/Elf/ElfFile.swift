// An ELF file: its headers, the contents of its sections, and the bytes behind its addresses.

import Primitives
import SystemPackage

/// A 64-bit little-endian x86-64 ELF file: executable, library, separate debug file or `.dwo`.
///
/// Immutable and safe to read from many threads. Opening checks the headers; everything else is checked when it is
/// asked for. Addresses are the module's own (`p_vaddr`).
public final class ElfFile: Sendable {
  /// The whole file.
  public let store: ByteStore
  public let kind: ElfKind
  /// `e_entry`; 0 when there is none.
  public let entry: Address
  public let segments: [ElfSegment]
  public let sections: [ElfSection]

  private let cachedSymbols = Lazy<[ElfSymbol]>()
  private let cachedRelocations = Lazy<[ElfRelocation]>()
  private let cachedMiniDebugInfo = Lazy<ElfFile?>()
  private let cachedCode = Lazy<[AddressRange]>()

  /// Maps and parses a file.
  public static func open(
    path: String, allowingRelocatable: Bool = false
  ) throws(ElfError) -> ElfFile {
    let store: ByteStore
    do { store = try ByteStore.mapping(path: path) } catch { throw .unreadable(error) }
    return try ElfFile(store: store, allowingRelocatable: allowingRelocatable)
  }

  /// Parses bytes. An unlinked object file is refused unless `allowingRelocatable`: `.dwo` files have that kind but
  /// nothing to relocate.
  public init(store: ByteStore, allowingRelocatable: Bool = false) throws(ElfError) {
    let header = try ElfHeader(store)
    guard header.kind != .relocatable || allowingRelocatable else { throw .relocatable }
    self.store = store
    kind = header.kind
    entry = Address(header.entry)
    segments = try Self.segments(store, header)
    let raw = try Self.sectionHeaders(store, header)
    let names = Int(exactly: header.sectionNamesIndex).flatMap { index in
      raw.indices.contains(index)
        ? store.part(at: raw[index].offset, count: raw[index].size) : nil
    }
    sections = raw.enumerated().map { ElfSection($1, index: $0, names: names) }
    guard Self.areDisjoint(sections, in: store) else { throw .damaged(.sectionHeaders) }
  }

  /// Whether the sections together fit the file. Sections of honest files do not overlap; a hostile file could have every
  /// header claim all of it, and every pass over all sections would never end.
  private static func areDisjoint(_ sections: [ElfSection], in store: ByteStore) -> Bool {
    var room = UInt64(store.count)
    for section in sections where section.kind != .nobits {
      // One that lies outside is refused when its contents are asked for.
      guard store.part(at: section.fileOffset, count: section.size) != nil else { continue }
      guard section.size <= room else { return false }
      room -= section.size
    }
    return true
  }

  private static func segments(
    _ store: ByteStore, _ header: ElfHeader
  ) throws(ElfError) -> [ElfSegment] {
    let places = try entries(
      store, at: header.programHeaders, count: header.programHeaderCount,
      size: ElfHeader.programHeaderSize, .programHeaders)
    var segments: [ElfSegment] = []
    for offset in places { segments.append(try ElfSegment(store, at: offset)) }
    return segments
  }

  private static func sectionHeaders(
    _ store: ByteStore, _ header: ElfHeader
  ) throws(ElfError) -> [RawSectionHeader] {
    guard header.sectionHeaders != 0 else { return [] }
    let places = try entries(
      store, at: header.sectionHeaders, count: header.sectionHeaderCount,
      size: ElfHeader.sectionHeaderSize, .sectionHeaders)
    return places.compactMap { RawSectionHeader(store, at: UInt64($0)) }
  }

  /// Where the entries of a table of the header lie; the whole table is inside the file.
  private static func entries(
    _ store: ByteStore, at offset: UInt64, count: UInt64, size: Int, _ part: ElfPart
  ) throws(ElfError) -> StrideTo<Int> {
    guard count > 0 else { return stride(from: 0, to: 0, by: size) }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: UInt64(size))
    guard !overflow, let start = Int(exactly: offset), let length = Int(exactly: bytes),
      store.slice(at: start, count: length) != nil
    else { throw .damaged(part) }
    return stride(from: start, to: start + length, by: size)
  }

  /// The first section of that name.
  public func section(named name: String) -> ElfSection? {
    sections.first { $0.name.elementsEqual(name.utf8) }
  }

  /// All sections of that name: `.dwo` files have one `.debug_info.dwo` for each type unit.
  public func sections(named name: String) -> [ElfSection] {
    sections.filter { $0.name.elementsEqual(name.utf8) }
  }

  /// Every symbol of `.symtab`, `.dynsym` and the compressed `.gnu_debugdata`, in that order, read at the first call.
  public var symbols: [ElfSymbol] { cachedSymbols.value { readSymbols() } }

  /// Every dynamic relocation, read at the first call.
  public var relocations: [ElfRelocation] { cachedRelocations.value { readRelocations() } }

  /// The ranges of code, ascending and not overlapping.
  var code: [AddressRange] { cachedCode.value { readCode() } }

  /// The file inside `.gnu_debugdata`: symbols that the distribution stripped from `.symtab`.
  public var miniDebugInfo: ElfFile? { cachedMiniDebugInfo.value { readMiniDebugInfo() } }
}
