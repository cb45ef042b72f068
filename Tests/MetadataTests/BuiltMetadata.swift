// The metadata of the programs that tests compile.

import DebugInfo
import Metadata
import Primitives
import Testing
import TypeModel

/// Builds the metadata of a file without a cache and without looking at its machine code.
func buildMetadata(_ path: String, threads: Int = 2) throws -> ModuleMetadata {
  ModuleMetadata(table: try TypeTable(store: ByteStore(copying: try buildBytes(path, threads))))
}

func buildBytes(_ path: String, _ threads: Int = 2) throws -> [UInt8] {
  var options = MetadataOptions()
  options.threads = threads
  options.analysesSites = false
  let module = try ModuleDebugInfo.open(path)
  return try #require(MetadataBuilder.build(module, options: options))
}

extension String {
  init(bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}

extension ModuleMetadata {
  /// The only variable of a name.
  func variable(_ name: String) throws -> StaticVariable {
    let found = statics(named: Array(name.utf8))
    try #require(found.count == 1, "\(found.count) variables \(name)")
    return found[0]
  }

  /// The type of a variable, without typedefs.
  func typeOfVariable(_ name: String) throws -> UniqType {
    try #require(try variable(name).type).concrete
  }
}
