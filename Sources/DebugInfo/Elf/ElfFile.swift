// An ELF file: its headers, the contents of its sections, and the bytes behind its addresses.

import Primitives
import Synchronization
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
    guard header.programHeaderCount > 0 else { return [] }
    let size = UInt64(ElfHeader.programHeaderSize)
    let (bytes, overflow) = header.programHeaderCount.multipliedReportingOverflow(by: size)
    guard !overflow, let start = Int(exactly: header.programHeaders),
      let count = Int(exactly: bytes),
      store.slice(at: start, count: count) != nil
    else { throw .damaged(.programHeaders) }
    var segments: [ElfSegment] = []
    for offset in stride(from: start, to: start + count, by: ElfHeader.programHeaderSize) {
      segments.append(try ElfSegment(store, at: offset))
    }
    return segments
  }

  private static func sectionHeaders(
    _ store: ByteStore, _ header: ElfHeader
  ) throws(ElfError) -> [RawSectionHeader] {
    guard header.sectionHeaders != 0, header.sectionHeaderCount > 0 else { return [] }
    let size = UInt64(ElfHeader.sectionHeaderSize)
    let (bytes, overflow) = header.sectionHeaderCount.multipliedReportingOverflow(by: size)
    guard !overflow, let start = Int(exactly: header.sectionHeaders),
      let count = Int(exactly: bytes),
      store.slice(at: start, count: count) != nil
    else { throw .damaged(.sectionHeaders) }
    return stride(from: start, to: start + count, by: ElfHeader.sectionHeaderSize).compactMap {
      RawSectionHeader(store, at: UInt64($0))
    }
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

/// A value computed once, by whichever thread asks first; the others wait.
final class Lazy<Value: Sendable>: Sendable {
  private let storage = Mutex<Value?>(nil)

  func value(_ compute: () -> Value) -> Value {
    storage.withLock { stored in
      if let stored { return stored }
      let value = compute()
      stored = value
      return value
    }
  }
}
