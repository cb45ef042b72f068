// Finds the .dwp package or the .dwo files of skeleton units (DWARF 5 §7.3).

import Primitives
import SystemPackage

/// Gathers the files with the split units of a module.
struct SplitFiles {
  private let skeletons: [UInt64: DwarfUnit]
  /// Skeletons whose split unit was not found yet, in the order of the file.
  private var missing: [DwarfUnit]
  private let firstIndex: Int
  private(set) var files: [DwarfFile] = []
  private(set) var problems: [DebugInfoProblem] = []
  private var tried: Set<String> = []
  private var examples: [String] = []

  /// A hostile file could name a `.dwo` in each of its units; `Die.Key` has 20 bits for files.
  private static let fileLimit = 100_000

  /// Looks for the split units of `file`, numbering new files from `firstIndex`. `paths` are those of the module and of
  /// its debug file: a package stands beside either.
  init(of file: DwarfFile, paths: [String], firstIndex: Int) {
    missing = file.units.filter { $0.kind == .skeleton && $0.dwoID != nil }
    skeletons = Dictionary(
      missing.map { ($0.dwoID ?? 0, $0) }, uniquingKeysWith: { first, _ in first })
    self.firstIndex = firstIndex
    guard !missing.isEmpty else { return }
    for path in paths where !missing.isEmpty { _ = take(path + ".dwp") }
    for unit in missing { search(unit, near: paths) }
    missing = missing.filter { !found.contains($0.dwoID ?? 0) }
    if !missing.isEmpty {
      problems.append(.noSplitUnits(count: missing.count, examples: examples))
    }
  }

  private var found: Set<UInt64> = []

  /// Tries the places of one unit's `.dwo`: as named, and beside the module for programs that were moved.
  private mutating func search(_ unit: DwarfUnit, near paths: [String]) {
    guard let id = unit.dwoID, !found.contains(id), let name = unit.dwoName?.description else {
      return
    }
    var candidates = [FilePaths.join(unit.compilationDirectory.description, name)]
    for path in paths {
      let directory = FilePaths.directory(of: path)
      candidates.append(FilePaths.join(directory, name))
      candidates.append(FilePaths.join(directory, FilePaths.name(of: name)))
    }
    for candidate in candidates where !found.contains(id) {
      if !take(candidate), examples.count < 8, !examples.contains(candidate) {
        examples.append(candidate)
      }
    }
  }

  /// Opens a file once; whether it had units that were wanted.
  private mutating func take(_ path: String) -> Bool {
    guard files.count < Self.fileLimit, tried.insert(path).inserted else { return false }
    let elf: ElfFile
    do throws(ElfError) {
      elf = try ElfFile.open(path: path, allowingRelocatable: true)
    } catch .unreadable(.noSuchFileOrDirectory) {
      return false
    } catch {
      problems.append(.rejected(path: path, .unusable(error)))
      return false
    }
    let file = DwarfFile(
      elf: elf, path: path, index: firstIndex + files.count, isSplit: true, skeletons: skeletons)
    let new = Set(file.units.compactMap { $0.skeleton?.dwoID }).subtracting(found)
    guard !new.isEmpty else {
      problems.append(.rejected(path: path, .otherUnits))
      return false
    }
    found.formUnion(new)
    problems += file.damage.map { .damaged(path: path, $0) }
    files.append(file)
    return true
  }
}

extension DwarfUnit {
  /// The path of a skeleton's `.dwo`, which may be relative to the compilation directory.
  var dwoName: ByteString? { root?.string(.dwoName) ?? root?.string(.gnuDwoName) }
}
