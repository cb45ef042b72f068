// Which files a module's debug information comes from, and finding them without reading any of it.

/// The files that hold a module's debug information, and what is missing.
public struct DebugInfoSources: Sendable {
  /// The paths of `ModuleDebugInfo.files`, in their order.
  public let paths: [String]
  /// `ModuleDebugInfo.problems`.
  public let problems: [DebugInfoProblem]

  /// Everything, from a module that was read.
  public init(_ module: ModuleDebugInfo) {
    paths = module.files.map(\.path)
    problems = module.problems
  }

  /// What the files' names and headers tell of the module at `path`: not the split files, and no damage. Throws when the
  /// file itself cannot be used.
  public init(
    ofModuleAt path: String, options: DebugFileOptions = DebugFileOptions()
  ) throws(ElfError) {
    let found = DebugFileLocations(
      path: path, elf: try ElfFile.open(path: path), options: options)
    paths = [found.main, found.alternate].compactMap { $0?.path }
    problems = found.problems
  }
}

/// The file with a module's DWARF and its dwz alternate.
struct DebugFileLocations {
  private let options: DebugFileOptions
  /// The separate debug file, with DWARF or with symbols only; nil when there is none.
  private(set) var debugElf: ElfFile?
  /// The file with DWARF: the module itself or its debug file.
  private(set) var main: DebugFileSearch.Found?
  private(set) var alternate: DebugFileSearch.Found?
  private(set) var problems: [DebugInfoProblem] = []

  init(path: String, elf: ElfFile, options: DebugFileOptions) {
    self.options = options
    if elf.hasDwarf {
      main = DebugFileSearch.Found(path: path, elf: elf)
    } else if let found = findDebugFile(of: elf, path: path) {
      debugElf = found.elf
      if found.elf.hasDwarf { main = found }
    }
    if let main { alternate = findAlternate(of: main) }
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

  private mutating func findAlternate(of main: DebugFileSearch.Found) -> DebugFileSearch.Found? {
    guard let link = main.elf.alternateLink else { return nil }
    var search = DebugFileSearch(options: options)
    let found = search.alternate(link, of: main.path)
    problems += search.rejected
    if found == nil {
      problems.append(.noAlternate(buildID: link.buildID, searched: search.searched))
    }
    return found
  }
}
