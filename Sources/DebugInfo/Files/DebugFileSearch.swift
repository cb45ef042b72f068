// Finds the separate debug file of a module and its dwz alternate (GDB manual, "Separate Debug Files").

import CDeflate
import Glibc
import Primitives
import SystemPackage

/// A search for one file, which remembers where it looked.
struct DebugFileSearch {
  let options: DebugFileOptions
  private(set) var searched: [String] = []
  private(set) var rejected: [DebugInfoProblem] = []

  init(options: DebugFileOptions) { self.options = options }

  /// A file that was found and belongs to the module.
  struct Found {
    var path: String
    var elf: ElfFile
  }

  /// The debug file of a stripped module: by build-id, by debug link, then from a debuginfod server if that is allowed.
  mutating func debugFile(of elf: ElfFile, path: String) -> Found? {
    let buildID = elf.buildID
    if let buildID, let found = byBuildID(buildID) { return found }
    if let link = elf.debugLink, let found = byLink(link, buildID: buildID, path: path) {
      return found
    }
    guard options.mayAskDebuginfod, let buildID,
      let path = Debuginfod.debugFile(buildID: buildID)
    else { return nil }
    return take(path) { Self.checkModule($0, buildID: buildID) }
  }

  /// The file that `.gnu_debugaltlink` names.
  mutating func alternate(_ link: (path: ByteString, buildID: [UInt8]), of path: String) -> Found? {
    let name = link.path.description
    let base = name.split(separator: "/").last.map(String.init) ?? name
    var candidates = [FilePaths.join(FilePaths.realDirectory(of: path), name)]
    candidates += options.debugDirectories.map { FilePaths.join($0, ".dwz/" + base) }
    candidates += buildIDPaths(link.buildID)
    for candidate in candidates {
      if let found = take(candidate, accept: { $0.buildID == link.buildID ? nil : .otherBuildID }) {
        return found
      }
    }
    return nil
  }

  private func buildIDPaths(_ buildID: [UInt8]) -> [String] {
    guard buildID.count > 1 else { return [] }
    let text = buildID.hexadecimal
    let name = ".build-id/\(text.prefix(2))/\(text.dropFirst(2)).debug"
    return options.debugDirectories.map { FilePaths.join($0, name) }
  }

  private mutating func byBuildID(_ buildID: [UInt8]) -> Found? {
    for path in buildIDPaths(buildID) {
      if let found = take(path, accept: { Self.checkModule($0, buildID: buildID) }) { return found }
    }
    return nil
  }

  private mutating func byLink(
    _ link: (name: ByteString, checksum: UInt32), buildID: [UInt8]?, path: String
  ) -> Found? {
    let name = link.name.description
    let directory = FilePaths.realDirectory(of: path)
    var candidates = [
      FilePaths.join(directory, name), FilePaths.join(directory, ".debug/" + name),
    ]
    candidates += options.debugDirectories.map { FilePaths.join($0 + directory, name) }
    for candidate in candidates {
      let found = take(candidate) { elf in
        if Self.checksum(elf.store) != link.checksum { return .otherChecksum }
        return Self.checkModule(elf, buildID: buildID)
      }
      if let found { return found }
    }
    return nil
  }

  /// Opens a candidate; remembers why when it is there but not accepted.
  private mutating func take(
    _ path: String, accept: (ElfFile) -> DebugFileRejection?
  ) -> Found? {
    guard !searched.contains(path) else { return nil }
    searched.append(path)
    do throws(ElfError) {
      // dwz writes its common file as an unlinked one; nothing in debug files wants relocating.
      let elf = try ElfFile.open(path: path, allowingRelocatable: true)
      guard let reason = accept(elf) else { return Found(path: path, elf: elf) }
      rejected.append(.rejected(path: path, reason))
    } catch .unreadable(.noSuchFileOrDirectory) {
      return nil
    } catch {
      rejected.append(.rejected(path: path, .unusable(error)))
    }
    return nil
  }

  /// A debug file must have DWARF or symbols, and the module's build-id where the module has one.
  private static func checkModule(_ elf: ElfFile, buildID: [UInt8]?) -> DebugFileRejection? {
    if let buildID, elf.buildID != buildID { return .otherBuildID }
    return elf.hasDwarf || elf.sections.contains { $0.kind == .symtab } ? nil : .noDwarf
  }

  /// The CRC-32 of `.gnu_debuglink`: zlib's.
  private static func checksum(_ store: ByteStore) -> UInt32 {
    libdeflate_crc32(0, store.bytes.baseAddress, store.count)
  }
}

extension ElfFile {
  /// Whether the file itself has `.debug_info`, not merely the section's place.
  var hasDwarf: Bool {
    sections.contains { section in
      section.kind != .nobits
        && (section.name == ".debug_info" || section.name == ".zdebug_info")
    }
  }
}
