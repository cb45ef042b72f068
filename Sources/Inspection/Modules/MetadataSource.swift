// Where the inspector gets tables of types from.

import DebugInfo
import Metadata

/// Gives the metadata of modules: the cache, or for a test whatever it likes.
public protocol MetadataSource: Sendable {
  /// The metadata of the file at `path` (one that we can open), built when it is not cached. `buildID` is what the loaded
  /// module says of itself: of a file with another one the metadata must not be used. Nil when there is none.
  func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata?

  /// What is cached for a build-id; nothing is built.
  func cached(buildID: [UInt8]) -> ModuleMetadata?

  /// Where separate debug files are looked for.
  var debugFiles: DebugFileOptions { get }
}

extension MetadataSource {
  /// The system's folders; no server is asked.
  public var debugFiles: DebugFileOptions { DebugFileOptions() }
}

/// The cache of the user, which builds what it does not have.
extension MetadataCache: MetadataSource {
  public var debugFiles: DebugFileOptions { options.debugFiles }
}

/// No tables at all: the inspector then has what the target's memory holds.
public struct NoMetadata: MetadataSource {
  public init() {}

  public func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? { nil }
  public func cached(buildID: [UInt8]) -> ModuleMetadata? { nil }
}
