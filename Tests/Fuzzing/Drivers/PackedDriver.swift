// Packed cores: streams of gzip, xz and zstd that are unpacked before anything else is read.

import CoreFiles
import Foundation
import Primitives
import TestSupport

/// The cores of `CoreDriver`, packed.
enum PackedDriver: FuzzDriver {
  static let name = "packed"

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    guard let core = try CoreDriver.makeSeeds(in: workspace).first else { return [] }
    let file = workspace.url.appending(path: "plain")
    try Data(core.bytes).write(to: file)
    return try ["gzip", "xz", "zstd"].map { packer in
      let packed = workspace.url.appending(path: "packed.\(packer)")
      try Tool.require(["sh", "-c", "\(packer) -c '\(file.path)' > '\(packed.path)'"])
      let bytes = [UInt8](try Data(contentsOf: packed))
      return FuzzSeed(packer, bytes, places: [0..<min(32, bytes.count), 0..<bytes.count])
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    let file = input.folder.appending(path: "unpacked-input").path
    guard FileManager.default.createFile(atPath: file, contents: Data(input.bytes)),
      let core = try? CoreTarget.open(path: file)
    else { return false }
    return (try? core.mappings().isEmpty) == false
  }
}
