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
  /// The file with `.symtab` and `.debug_info`: the same as `elf` when nothing was split off.
  public let debugElf: ElfFile
  /// The files with DWARF: the main one first, then its alternate file, then split files.
  public let files: [DwarfFile]
  /// What is missing or damaged, and what would help.
  public let problems: [DebugInfoProblem]

  init(
    path: String, elf: ElfFile, debugElf: ElfFile, files: [DwarfFile], problems: [DebugInfoProblem]
  ) {
    self.path = path
    self.elf = elf
    self.debugElf = debugElf
    self.files = files
    self.problems = problems
  }

  /// Every unit that describes something: skeletons whose split unit was found are left out.
  public var units: [DwarfUnit] {
    let split = Set(files.flatMap(\.units).compactMap { $0.skeleton.map(ObjectIdentifier.init) })
    return files.flatMap(\.units).filter { !split.contains(ObjectIdentifier($0)) }
  }

  /// The GNU build-id of the running file.
  public var buildID: [UInt8]? { elf.buildID }

  /// All symbols: those of the running file, and `.symtab` of the debug file.
  public var symbols: [ElfSymbol] {
    debugElf === elf ? elf.symbols : elf.symbols + debugElf.symbols
  }
}

/// What stands between Scry and a module's whole debug information.
public enum DebugInfoProblem: Error, Equatable, Sendable {
  /// Neither the file nor any separate file has DWARF. `searched` lists the paths that were tried.
  case noDebugInfo(buildID: [UInt8]?, searched: [String])
  /// A part was left out.
  case damaged(path: String, DwarfDamage)
}

extension ModuleDebugInfo {
  /// Opens a module and what belongs to it. Throws only when the file itself cannot be used; what is missing beside it
  /// stands in `problems`.
  public static func open(
    _ path: String, options: DebugFileOptions = DebugFileOptions()
  ) throws(ElfError) -> ModuleDebugInfo {
    let elf = try ElfFile.open(path: path)
    let file = DwarfFile(elf: elf, path: path, index: 0)
    let problems = file.damage.map { DebugInfoProblem.damaged(path: path, $0) }
    return ModuleDebugInfo(path: path, elf: elf, debugElf: elf, files: [file], problems: problems)
  }
}

/// Where separate debug files may be looked for.
public struct DebugFileOptions: Sendable {
  /// Searched in order, for build-ids and for debug links.
  public var debugDirectories = ["/usr/lib/debug"]
  /// Whether the servers in `DEBUGINFOD_URLS` may be asked. Never set without the user's consent.
  public var mayAskDebuginfod = false

  public init() {}
}
