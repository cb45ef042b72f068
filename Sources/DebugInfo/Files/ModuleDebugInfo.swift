// A module's symbols and DWARF, gathered from the file itself and every separate debug file that it needs.

import Primitives

/// Everything that can be known of an executable or library from its files.
///
/// Immutable after `open` and safe to read from many threads. Everything that it gives out (units, DIEs, byte strings) is
/// valid as long as it.
public final class ModuleDebugInfo: Sendable {
  /// The path that was opened.
  public let path: String
  /// The file that runs: the truth about code, addresses and relocations.
  public let elf: ElfFile
  /// The file with `.symtab` and `.debug_info`: the same as `elf` when nothing was split off or nothing was found.
  public let debugElf: ElfFile
  /// The files with DWARF: the main one first, then its dwz alternate, then split files. Empty without DWARF.
  public let files: [DwarfFile]
  /// Every unit that describes something, in the order of the files: skeletons whose split unit was found are left out.
  public let units: [DwarfUnit]
  /// What is missing or damaged, and what would help.
  public let problems: [DebugInfoProblem]

  /// Opens a module and what belongs to it. Throws only when the file itself cannot be used; what is missing beside it
  /// stands in `problems`.
  public static func open(
    _ path: String, options: DebugFileOptions = DebugFileOptions()
  ) throws(ElfError) -> ModuleDebugInfo {
    let elf = try ElfFile.open(path: path)
    return ModuleDebugInfo(path: path, elf: elf, options: options)
  }

  /// Finds what belongs to a file that is open. `path` says where to look for files beside it.
  public init(path: String, elf: ElfFile, options: DebugFileOptions = DebugFileOptions()) {
    self.path = path
    self.elf = elf
    var gatherer = Gatherer(options: options)
    gatherer.gather(path: path, elf: elf)
    debugElf = gatherer.debugElf ?? elf
    files = gatherer.files
    problems = gatherer.problems
    let units = gatherer.files.flatMap(\.units)
    let split = Set(units.compactMap { $0.skeleton.map(ObjectIdentifier.init) })
    self.units = units.filter { !split.contains(ObjectIdentifier($0)) }
  }

  /// The GNU build-id of the running file.
  public var buildID: [UInt8]? { elf.buildID }

  /// All symbols: those of the running file, and `.symtab` of the debug file.
  public var symbols: [ElfSymbol] {
    debugElf === elf ? elf.symbols : elf.symbols + debugElf.symbols
  }
}

/// The steps from one ELF file to all files with its DWARF.
private struct Gatherer {
  let options: DebugFileOptions
  private(set) var debugElf: ElfFile?
  private(set) var files: [DwarfFile] = []
  private(set) var problems: [DebugInfoProblem] = []

  init(options: DebugFileOptions) { self.options = options }

  mutating func gather(path: String, elf: ElfFile) {
    var main = DebugFileSearch.Found(path: path, elf: elf)
    if !elf.hasDwarf {
      guard let found = findDebugFile(of: elf, path: path) else { return }
      main = found
      debugElf = found.elf
      guard found.elf.hasDwarf else { return }
    }
    let alternate = findAlternate(of: main)
    let file = DwarfFile(elf: main.elf, path: main.path, index: 0, alternate: alternate)
    files = [file] + (alternate.map { [$0] } ?? [])
    for file in files { problems += file.damage.map { .damaged(path: file.path, $0) } }
    let paths = main.path == path ? [path] : [path, main.path]
    let split = SplitFiles(of: file, paths: paths, firstIndex: files.count)
    files += split.files
    problems += split.problems
  }

  private mutating func findDebugFile(of elf: ElfFile, path: String) -> DebugFileSearch.Found? {
    var search = DebugFileSearch(options: options)
    let found = search.debugFile(of: elf, path: path)
    problems += search.rejected
    if found?.elf.hasDwarf != true {
      problems.append(.noDebugInfo(buildID: elf.buildID, searched: search.searched))
    }
    return found
  }

  private mutating func findAlternate(of main: DebugFileSearch.Found) -> DwarfFile? {
    guard let link = main.elf.alternateLink else { return nil }
    var search = DebugFileSearch(options: options)
    let found = search.alternate(link, of: main.path)
    problems += search.rejected
    guard let found else {
      problems.append(.noAlternate(buildID: link.buildID, searched: search.searched))
      return nil
    }
    return DwarfFile(elf: found.elf, path: found.path, index: 1)
  }
}
