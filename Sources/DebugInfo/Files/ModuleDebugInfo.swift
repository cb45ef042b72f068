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
    let found = DebugFileLocations(path: path, elf: elf, options: options)
    let gatherer = Gatherer(found, path: path)
    debugElf = found.debugElf ?? elf
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

/// Reads the units of all files with a module's DWARF.
private struct Gatherer {
  private(set) var files: [DwarfFile] = []
  private(set) var problems: [DebugInfoProblem]

  init(_ found: DebugFileLocations, path: String) {
    problems = found.problems
    guard let main = found.main else { return }
    let alternate = found.alternate.map { DwarfFile(elf: $0.elf, path: $0.path, index: 1) }
    let file = DwarfFile(elf: main.elf, path: main.path, index: 0, alternate: alternate)
    files = [file] + (alternate.map { [$0] } ?? [])
    for file in files { problems += file.damage.map { .damaged(path: file.path, $0) } }
    let paths = main.path == path ? [path] : [path, main.path]
    let split = SplitFiles(of: file, paths: paths, firstIndex: files.count)
    files += split.files
    problems += split.problems
  }
}
