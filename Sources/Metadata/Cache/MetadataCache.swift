// Gives the metadata of modules: from the cache when it is there and sound, built and cached otherwise.

import AgentLayout
import AllocationSites
import DebugInfo
import Primitives
import Synchronization
import SystemPackage
import TypeModel

/// Why there is no metadata of a module.
public enum MetadataError: Error, Equatable, Sendable {
  /// The module itself cannot be used.
  case unusable(path: String, ElfError)
  /// `Cancellation.cancel()` was called.
  case cancelled(path: String)
}

/// The metadata of modules, kept in files by build-id.
///
/// Safe to use from several threads and by several processes at once. Without a usable folder everything works, but is
/// built anew each time, and says so in `ModuleMetadata.warnings`.
public final class MetadataCache: Sendable {
  /// The folder with the files, which the agent is told in `SCRY_META_DIR`; nil when nothing is cached.
  public let directory: String?
  /// Bytes that all files may have together.
  public let limit: UInt64
  public let options: MetadataOptions
  private let files: CacheDirectory?
  private let progress: @Sendable (MetadataProgress) -> Void
  private let cancellation: Cancellation
  private let matches = Mutex(DeclarationMatches())

  /// 2 GiB.
  public static let standardLimit: UInt64 = 2 << 30

  /// A cache below `root` (in its folder `meta`); without a root nothing is cached. `progress` is called on any thread.
  public init(
    root: String?, limit: UInt64 = standardLimit, options: MetadataOptions = MetadataOptions(),
    cancellation: Cancellation = Cancellation(),
    progress: @escaping @Sendable (MetadataProgress) -> Void = { _ in }
  ) {
    directory = root.map { "\($0)/meta" }
    files = directory.map { CacheDirectory(path: $0) }
    self.limit = limit
    self.options = options
    self.cancellation = cancellation
    self.progress = progress
  }

  // MARK: Asking

  /// The metadata of the module at `path`.
  public func metadata(forModuleAt path: String) throws(MetadataError) -> ModuleMetadata {
    let elf: ElfFile
    do { elf = try ElfFile.open(path: path) } catch { throw .unusable(path: path, error) }
    let key = elf.buildID.flatMap { CacheKey(buildID: $0) } ?? CacheKey(fileAt: path)
    let kept = key.flatMap { files?.declarations(of: $0) } ?? []
    let found = try metadata(path, elf, key, kept)
    guard let given = options.declarations else { return found }
    let wanted = matches.withLock { $0.concerning(found, elf, among: given) }
    // An empty file forgets what was declared; one that is about other modules changes nothing.
    guard !wanted.isEmpty || given.isEmpty,
      AllocatorDeclaration.content(wanted) != found.declarations
    else { return found }
    if let key { try? files?.remember(wanted, for: key) }
    return try build(
      ModuleDebugInfo(path: path, elf: elf, options: options.debugFiles), key, wanted)
  }

  /// What of the given declarations no module that was asked for knows.
  public var unknownDeclarations: [UnknownDeclaration] {
    matches.withLock { $0.unknown(among: options.declarations ?? []) }
  }

  private func metadata(
    _ path: String, _ elf: ElfFile, _ key: CacheKey?, _ declarations: [AllocatorDeclaration]
  ) throws(MetadataError) -> ModuleMetadata {
    if let key, !options.rebuilds, let table = cachedTable(key), serves(table, declarations) {
      files?.touch(key)
      if !isPartial(table) { return ModuleMetadata(table: table, path: path) }
      // What was missing may have been installed since.
      let module = ModuleDebugInfo(path: path, elf: elf, options: options.debugFiles)
      if module.problems.contains(where: \.leavesOutTypes) {
        return ModuleMetadata(table: table, path: path, warnings: Self.warnings(module))
      }
      return try build(module, key, declarations)
    }
    return try build(
      ModuleDebugInfo(path: path, elf: elf, options: options.debugFiles), key, declarations)
  }

  /// The metadata of the file at `path` if its build-id is the one that a loaded module says it has; nil when it is another file or
  /// cannot be used.
  public func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? {
    guard let elf = try? ElfFile.open(path: path), (elf.buildID ?? []) == buildID else {
      return nil
    }
    return try? metadata(forModuleAt: path)
  }

  /// The cached metadata of a build-id; nil when there is none. Nothing is built.
  public func cached(buildID: [UInt8]) -> ModuleMetadata? {
    guard let key = CacheKey(buildID: buildID), let table = cachedTable(key) else { return nil }
    files?.touch(key)
    return ModuleMetadata(table: table)
  }

  /// Where the cached file of a build-id is or would be; nil without a folder.
  public func path(ofBuildID buildID: [UInt8]) -> String? {
    CacheKey(buildID: buildID).flatMap { key in files.map { $0.path(of: key) } }
  }

  // MARK: The folder

  /// How much is cached.
  public func contents() -> CacheContents {
    files?.contents() ?? CacheContents(bytes: 0, files: 0)
  }

  /// Makes the folder if it is missing; throws why it cannot be used.
  public func prepare() throws(Errno) {
    guard let files else { return }
    try files.makePrivateFolder(files.path)
  }

  // MARK: Files

  /// A cached table, if its bytes are what was written. A damaged one is forgotten.
  private func cachedTable(_ key: CacheKey) -> TypeTable? {
    guard let store = files?.open(key) else { return nil }
    guard let table = try? TypeTable(store: store), table.header.file_size == store.count,
      MetaFile.checksum(store.bytes) == table.header.checksum
    else { return nil }
    return table
  }

  private func serves(_ table: TypeTable, _ declarations: [AllocatorDeclaration]) -> Bool {
    guard options.analysesSites else { return true }
    return table.header.flags & SCRY_META_HAS_SITES.rawValue != 0
      && ModuleMetadata(table: table).declarations == AllocatorDeclaration.content(declarations)
  }

  private func isPartial(_ table: TypeTable) -> Bool {
    table.header.flags & SCRY_META_PARTIAL.rawValue != 0
  }

  private static func warnings(_ module: ModuleDebugInfo) -> [MetadataWarning] {
    module.problems.map { .debugInfo($0) }
  }

  private func build(
    _ module: ModuleDebugInfo, _ key: CacheKey?, _ declarations: [AllocatorDeclaration]
  ) throws(MetadataError) -> ModuleMetadata {
    let bytes = MetadataBuilder.build(
      module, options: options, declarations: declarations, cancellation: cancellation,
      progress: progress)
    guard let bytes else { throw .cancelled(path: module.path) }
    var warnings = Self.warnings(module)
    if let key, let files {
      do throws(Errno) {
        try files.write(bytes, key)
        files.evict(limit: limit, keeping: key)
      } catch {
        warnings.append(.cacheUnusable(path: files.path, error))
      }
    }
    // The bytes that were just made are a table: the header is ours.
    guard let table = key.flatMap({ cachedTable($0) }) ?? Self.table(bytes) else {
      throw .unusable(path: module.path, .damaged(.header))
    }
    return ModuleMetadata(table: table, path: module.path, warnings: warnings)
  }

  private static func table(_ bytes: [UInt8]) -> TypeTable? {
    try? TypeTable(store: ByteStore(copying: bytes))
  }
}
