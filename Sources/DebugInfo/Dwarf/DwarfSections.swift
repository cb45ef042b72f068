// The debug sections of one file, decompressed and held together.

import Primitives

/// The contents of the `.debug_*` sections of one ELF file; those that are missing are empty.
///
/// Sections that reading types does not need are decompressed when they are first asked for; damage in their compressed
/// stream makes them empty.
final class DwarfSections: Sendable {
  /// `.debug_info`: one, except in `.dwo` files, which have one for each type unit (DWARF 5).
  let info: [ByteStore]
  /// `.debug_types` (DWARF 4): as many as there are in a `.dwo` file, else at most one.
  let types: [ByteStore]
  let abbreviations: ByteStore
  let strings: ByteStore
  let lineStrings: ByteStore
  let stringOffsets: ByteStore
  let addresses: ByteStore
  let ranges: ByteStore
  let rangeLists: ByteStore
  /// The indices of a `.dwp` package.
  let unitIndex: ByteStore
  let typeIndex: ByteStore
  /// Sections that are there but damaged.
  let damaged: [ElfError]

  private let reader: SectionReader
  private let lazyLines = Lazy<ByteStore>()
  private let lazyLocations = Lazy<ByteStore>()
  private let lazyLocationLists = Lazy<ByteStore>()

  var lines: ByteStore { lazyLines.value { reader.quietly(".debug_line") } }
  var locations: ByteStore { lazyLocations.value { reader.quietly(".debug_loc") } }
  var locationLists: ByteStore { lazyLocationLists.value { reader.quietly(".debug_loclists") } }

  /// Reads the sections of `file`; those with the suffix `.dwo` when `isSplit`.
  init(_ file: ElfFile, isSplit: Bool) {
    let reader = SectionReader(file: file, isSplit: isSplit)
    self.reader = reader
    var damaged: [ElfError] = []
    func first(_ name: String) -> ByteStore { reader.all(name, &damaged).first ?? .empty }
    info = reader.all(".debug_info", &damaged)
    types = reader.all(".debug_types", &damaged)
    abbreviations = first(".debug_abbrev")
    strings = first(".debug_str")
    lineStrings = first(".debug_line_str")
    stringOffsets = first(".debug_str_offsets")
    rangeLists = first(".debug_rnglists")
    // Split units have no addresses or DWARF 4 ranges of their own.
    addresses = isSplit ? .empty : first(".debug_addr")
    ranges = isSplit ? .empty : first(".debug_ranges")
    // The package's indices have names without a suffix.
    let plain = SectionReader(file: file, isSplit: false)
    unitIndex = isSplit ? plain.all(".debug_cu_index", &damaged).first ?? .empty : .empty
    typeIndex = isSplit ? plain.all(".debug_tu_index", &damaged).first ?? .empty : .empty
    self.damaged = damaged
  }
}

/// Finds and decompresses sections by the names that one file uses.
private struct SectionReader: Sendable {
  let file: ElfFile
  let isSplit: Bool

  /// Every section of a name, or of its old compressed name.
  func all(_ name: String, _ damaged: inout [ElfError]) -> [ByteStore] {
    let full = isSplit ? name + ".dwo" : name
    var sections = file.sections(named: full)
    if sections.isEmpty { sections = file.sections(named: ".z" + full.dropFirst()) }
    var contents: [ByteStore] = []
    for section in sections {
      do throws(ElfError) { contents.append(try file.contents(of: section)) } catch {
        damaged.append(error)
      }
    }
    return contents
  }

  /// The first section of a name, empty when it is missing or damaged.
  func quietly(_ name: String) -> ByteStore {
    var damaged: [ElfError] = []
    return all(name, &damaged).first ?? .empty
  }
}

extension ByteStore {
  /// No bytes.
  static let empty = ByteStore(copying: [])
}
