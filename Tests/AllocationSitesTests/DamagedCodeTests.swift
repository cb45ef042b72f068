// Machine code with bytes changed at random: its analysis never traps and always ends.

import DebugInfo
import Foundation
import Metadata
import Primitives
import TestSupport
import Testing

@Suite struct DamagedCodeTests {
  static let builds = [
    Build(compiler: "gcc", flags: ["-O0"]), Build(compiler: "gcc", flags: ["-O2"]),
    Build(compiler: "clang", flags: ["-O2"]),
  ]

  /// Up to 64 bytes of the code and of its constants are changed, 120 times.
  @Test(.timeLimit(.minutes(5)), arguments: builds) func anyCodeIsAnalysed(build: Build) throws {
    let program = try TypedProgram(
      SitesInCTests.source, compiler: build.compiler, flags: build.flags)
    let path = program.path
    let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let elf = try ElfFile.open(path: path)
    let places = [".text", ".rodata", ".eh_frame"].compactMap { elf.section(named: $0) }.map {
      Int($0.fileOffset)..<Int($0.fileOffset + $0.size)
    }
    #expect(places.count == 3)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<120 {
      var bytes = original
      for _ in 0...Int.random(in: 0..<64, using: &random) {
        // Mostly code.
        let range = places[max(0, Int.random(in: -4..<places.count, using: &random))]
        bytes[Int.random(in: range, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let start = ContinuousClock.now
      let damaged = try ElfFile(store: ByteStore(copying: bytes))
      #expect(MetadataBuilder.build(ModuleDebugInfo(path: path, elf: damaged)) != nil)
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }
}
