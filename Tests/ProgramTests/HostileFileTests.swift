// Damaged ELF files and damaged uniqtype files: Scry neither crashes nor hangs, whatever it says.

import AgentLayout
import Foundation
import Fuzzing
import Metadata
import Primitives
import TestSupport
import Testing
import TypeModel

@Suite struct HostileFileTests {
  /// `scry meta` on copies of small programs, a hundred damaged files a process.
  @Test(arguments: 0..<30)
  func damagedExecutables(_ batch: Int) throws {
    let programs = [
      "list_void-gcc-O0", "opaque_unit-gcc-O0-fdebug-types-section", "void_container-clang-O2",
    ]
    let program = programs[batch % programs.count]
    let original = try Data(contentsOf: BuildFolder.targets.appending(path: program))
    try Scratch.withFolder { folder in
      let files = try (0..<100).map { index in
        let file = folder.appending(path: "\(batch * 100 + index)")
        try Data([UInt8](original).damaged(seed: UInt64(batch * 100 + index))).write(to: file)
        return file.path
      }
      var environment = Scratch.environment
      environment["XDG_CACHE_HOME"] = folder.path
      let result = try run(
        [BuildFolder.scry, "meta"] + files, environment: environment, seconds: 90)
      #expect(
        result.isOrderly,
        "\(program), seeds from \(batch * 100): \(result.status)\n\(result.errors.suffix(2000))")
    }
  }

  /// Every entry of damaged uniqtype files is walked, names and layouts included.
  @Test(arguments: 0..<14)
  func damagedUniqtypeFiles(_ batch: Int) throws {
    let original = try Self.uniqtypeFile()
    for seed in (batch * 500)..<(batch * 500 + 500) {
      var bytes = original.damaged(seed: UInt64(seed))
      if seed % 4 != 0 { bytes.renewChecksum(headerSize: Self.headerSize, checksumOffset: 40) }
      guard let table = try? TypeTable(store: ByteStore(copying: bytes)) else { continue }
      let sum = MetadataWalk(ModuleMetadata(table: table)).run()
      #expect(sum >= 0)
    }
  }

  private static let headerSize = MemoryLayout<scry_meta_header>.size

  /// The uniqtype file of a program with C++ types.
  private static func uniqtypeFile() throws -> [UInt8] {
    try Scratch.withFolder { folder in
      var environment = Scratch.environment
      environment["XDG_CACHE_HOME"] = folder.path
      let program = BuildFolder.targets.appending(path: "templates-gcc-O0").path
      let result = try run([BuildFolder.scry, "meta", program], environment: environment)
      try #require(result.status == .exited(0), "\(result.errors)")
      let names =
        FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      let name = try #require(names.first { $0.hasSuffix(".meta") })
      return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
  }

  /// A damaged file in the cache is not believed: it is built again, and the answer is that of the undamaged one.
  @Test(arguments: 0..<40)
  func damagedCache(_ seed: Int) throws {
    try Scratch.withFolder { folder in
      var environment = Scratch.environment
      environment["XDG_CACHE_HOME"] = folder.path
      let program = BuildFolder.targets.appending(path: "flexible_array-gcc-O0").path
      let first = try run([BuildFolder.scry, "meta", "--json", program], environment: environment)
      let names =
        FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      let file = folder.appending(path: try #require(names.first { $0.hasSuffix(".meta") }))
      let bytes = [UInt8](try Data(contentsOf: file))
      try Data(bytes.damaged(seed: UInt64(seed))).write(to: file)
      let second = try run([BuildFolder.scry, "meta", "--json", program], environment: environment)
      #expect(second.isOrderly, "seed \(seed): \(second.status) \(second.errors)")
      #expect(second.status == first.status)
    }
  }
}

extension CommandResult {
  /// One of the documented statuses, and not an end by a signal.
  var isOrderly: Bool { (0...3).map { ExitStatus.exited($0) }.contains(status) }
}
