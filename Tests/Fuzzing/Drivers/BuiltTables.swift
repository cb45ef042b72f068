// Tables of the samples' programs, built in memory: no cache is written.

import DebugInfo
import Inspection
import Metadata
import Primitives
import Synchronization
import TypeModel

/// Builds the table of each file once.
final class BuiltTables: MetadataSource {
  static let shared = BuiltTables()

  private let tables = Mutex<[String: ModuleMetadata?]>([:])

  func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? {
    if let known = tables.withLock({ $0[path] }) { return known }
    var built: ModuleMetadata?
    if let module = try? ModuleDebugInfo.open(path),
      let bytes = MetadataBuilder.build(module, options: Self.options),
      let table = try? TypeTable(store: ByteStore(copying: bytes))
    {
      built = ModuleMetadata(table: table)
    }
    tables.withLock { $0[path] = .some(built) }
    return built
  }

  func cached(buildID: [UInt8]) -> ModuleMetadata? { nil }

  static var options: MetadataOptions {
    var options = MetadataOptions()
    options.threads = 1
    return options
  }
}
