// Uniqtype files, as they lie in the cache and in cores.

import AgentLayout
import DebugInfo
import Foundation
import Metadata
import Primitives
import TestSupport
import TypeModel

/// The tables of the DWARF samples' programs.
enum TableDriver: FuzzDriver {
  static let name = "table"

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    _ = try DwarfDriver.makeSeeds(in: workspace)
    return try ["gcc-5", "clang-4"].compactMap { flavour in
      let module = try ModuleDebugInfo.open(workspace.path("dwarf-\(flavour)"))
      guard let bytes = MetadataBuilder.build(module, options: BuiltTables.options) else {
        return nil
      }
      let header = MemoryLayout<scry_meta_header>.size
      let sections = stride(from: header, to: bytes.count, by: 1024).map {
        $0..<min($0 + 1024, bytes.count)
      }
      return FuzzSeed(flavour, bytes, places: [0..<header, 0..<header, 0..<header] + sections)
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    var bytes = Array(input.bytes)
    // Most with a checksum that is right: what is wrong must be noticed all the same.
    if input.number % 4 != 0 {
      bytes.renewChecksum(headerSize: MemoryLayout<scry_meta_header>.size, checksumOffset: 40)
    }
    guard let table = try? TypeTable(store: ByteStore(copying: bytes)) else { return false }
    return MetadataWalk(ModuleMetadata(table: table)).run() > 100
  }
}
