// What is known of a module from its files. Processes that map the same file share it.

import DebugInfo
import Metadata
import Primitives
import Synchronization

/// A module's file, its debug information and its table of types, each opened at the first question that needs it.
final class ModuleFile: Sendable {
  private let openImage: @Sendable () -> ElfFile?
  private let openDebugInfo: @Sendable (ElfFile) -> ModuleDebugInfo?
  private let openMetadata: @Sendable () -> ModuleMetadata?
  private let lazyImage = Lazy<ElfFile?>()
  private let lazyNames = Lazy<ImageNames?>()
  private let lazyDebugNames = Lazy<ImageNames?>()
  private let lazyCode = Lazy<ModuleCode?>()
  private let lazyFrames = Lazy<CallFrameInfo?>()
  private let lazyMetadata = Lazy<ModuleMetadata?>()

  init(
    openImage: @escaping @Sendable () -> ElfFile?,
    openDebugInfo: @escaping @Sendable (ElfFile) -> ModuleDebugInfo?,
    openMetadata: @escaping @Sendable () -> ModuleMetadata?
  ) {
    self.openImage = openImage
    self.openDebugInfo = openDebugInfo
    self.openMetadata = openMetadata
  }

  /// The file at a path with a module's build-id; an empty one is not compared.
  convenience init(path: String, buildID: [UInt8], source: any MetadataSource) {
    self.init(
      openImage: {
        guard let file = try? ElfFile.open(path: path), buildID.isEmpty || file.buildID == buildID
        else { return nil }
        return file
      },
      openDebugInfo: { ModuleDebugInfo(path: path, elf: $0, options: source.debugFiles) },
      openMetadata: {
        source.metadata(forFileAt: path, buildID: buildID).flatMap {
          $0.matches(buildID) ? $0 : nil
        }
      })
  }

  /// The file as it was loaded; nil when it cannot be had.
  var image: ElfFile? { lazyImage.value(openImage) }

  /// Section and linkage names out of the file.
  var names: ImageNames? { lazyNames.value { image.map(ImageNames.init) } }

  /// The same of the separate debug file, which has the symbols that the file was stripped of; nil without one.
  var debugNames: ImageNames? {
    lazyDebugNames.value {
      guard let info = code?.info, info.debugElf !== info.elf else { return nil }
      return ImageNames(info.debugElf)
    }
  }

  /// Functions, lines and variables as debug information has them.
  var code: ModuleCode? {
    lazyCode.value { image.flatMap(openDebugInfo).map(ModuleCode.init) }
  }

  /// The unwind tables.
  var callFrames: CallFrameInfo? {
    lazyFrames.value {
      image.map { CallFrameInfo(elf: $0, debugElf: code?.info.debugElf ?? $0) }
    }
  }

  /// The table that the source has for the file. The first call may build it.
  var metadata: ModuleMetadata? { lazyMetadata.value(openMetadata) }
}

/// The files of the modules of several processes, each opened once.
public final class ModuleFiles: Sendable {
  private let files = Mutex<[Key: ModuleFile]>([:])

  private struct Key: Hashable {
    let path: String
    let buildID: [UInt8]
  }

  /// More are not kept open for processes to come.
  private static let limit = 512

  public init() {}

  /// The file of a module. Without a build-id it cannot be known to be the same one.
  func file(path: String, buildID: [UInt8], source: any MetadataSource) -> ModuleFile {
    let make = { ModuleFile(path: path, buildID: buildID, source: source) }
    guard !buildID.isEmpty else { return make() }
    let key = Key(path: path, buildID: buildID)
    return files.withLock { files in
      if let known = files[key] { return known }
      if files.count >= Self.limit { files.removeAll() }
      let file = make()
      files[key] = file
      return file
    }
  }
}

extension ModuleMetadata {
  /// Whether it is of the module with this build-id; modules without one cannot be compared.
  func matches(_ buildID: [UInt8]) -> Bool { buildID.isEmpty || self.buildID == buildID }
}
