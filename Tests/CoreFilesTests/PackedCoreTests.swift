// Cores packed by gzip, xz and zstd are read like others.

import CoreFiles
import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct PackedCoreTests {
  private func core(in workspace: Workspace) throws -> String {
    var image = CoreImage()
    let content = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 12) }
    image.segments = [CoreSegment(start: 0x1000, size: 1 << 20, content: content)]
    let path = workspace.path("core")
    try Data(image.bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [["gzip", "-k"], ["xz", "-k"], ["zstd", "-q"]])
  func packedMemoryIsRead(_ command: [String]) throws {
    guard Tool.exists(command[0]) else { return }
    let workspace = try Workspace()
    let path = try core(in: workspace)
    try Tool.require(command + [path])
    let suffix = ["gzip": ".gz", "xz": ".xz", "zstd": ".zst"][command[0]] ?? ""
    let target = try CoreTarget.open(path: path + suffix)
    #expect(try target.bytes(at: Address(0x1000 + 77 * 4096), count: 2) == [77, 77])
    #expect(target.problems == [])
  }

  @Test func aPackedFileThatEndsEarlyIsACutCore() throws {
    guard Tool.exists("gzip") else { return }
    let workspace = try Workspace()
    let path = try core(in: workspace)
    try Tool.require(["gzip", "-1", "-k", path])
    let packed = try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
    try packed.prefix(packed.count / 2).write(to: URL(fileURLWithPath: path + ".gz"))
    let target = try CoreTarget.open(path: path + ".gz")
    #expect(target.problems.count == 1)
    #expect(try target.bytes(at: Address(0x1000), count: 1) == [0])
  }

  @Test func damageIsRefused() throws {
    let workspace = try Workspace()
    let path = workspace.path("core.zst")
    try Data([0x28, 0xb5, 0x2f, 0xfd] + [UInt8](repeating: 0xff, count: 100))
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: CoreError.packed(.zstd, .damaged)) { _ = try CoreTarget.open(path: path) }
  }
}
