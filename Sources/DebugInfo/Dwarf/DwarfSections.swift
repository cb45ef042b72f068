// The debug sections of one file, decompressed and held together.

import Primitives

/// The contents of the `.debug_*` sections of one ELF file; those that are missing are empty.
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
  let locations: ByteStore
  let locationLists: ByteStore
  let lines: ByteStore
  /// The indices of a `.dwp` package.
  let unitIndex: ByteStore
  let typeIndex: ByteStore
  /// Sections that are there but damaged.
  let damaged: [ElfError]

  /// Reads the sections of `file`; those with the suffix `.dwo` when `isSplit`.
  init(_ file: ElfFile, isSplit: Bool) {
    var damaged: [ElfError] = []
    func all(_ name: String) -> [ByteStore] {
      let full = isSplit ? name + ".dwo" : name
      var sections = file.sections(named: full)
      if sections.isEmpty { sections = file.sections(named: ".z" + full.dropFirst()) }
      return sections.compactMap { section in
        do throws(ElfError) { return try file.contents(of: section) } catch {
          damaged.append(error)
          return nil
        }
      }
    }
    func first(_ name: String) -> ByteStore { all(name).first ?? ByteStore(copying: []) }
    func plain(_ name: String) -> ByteStore {
      do throws(ElfError) { return try file.contents(named: name) ?? ByteStore(copying: []) } catch
      {
        damaged.append(error)
        return ByteStore(copying: [])
      }
    }
    info = all(".debug_info")
    types = all(".debug_types")
    abbreviations = first(".debug_abbrev")
    strings = first(".debug_str")
    lineStrings = first(".debug_line_str")
    stringOffsets = first(".debug_str_offsets")
    addresses = isSplit ? ByteStore(copying: []) : plain(".debug_addr")
    ranges = isSplit ? ByteStore(copying: []) : plain(".debug_ranges")
    rangeLists = first(".debug_rnglists")
    locations = first(".debug_loc")
    locationLists = first(".debug_loclists")
    lines = first(".debug_line")
    unitIndex = isSplit ? plain(".debug_cu_index") : ByteStore(copying: [])
    typeIndex = isSplit ? plain(".debug_tu_index") : ByteStore(copying: [])
    self.damaged = damaged
  }
}
