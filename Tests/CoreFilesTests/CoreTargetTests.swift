// What a core answers: its memory, its mappings, its threads, and what it lacks and why.

import CoreFiles
import DebugInfo
import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct CoreTargetTests {
  private func open(
    _ image: CoreImage, cutTo size: Int? = nil, options: CoreFileOptions = CoreFileOptions()
  ) throws -> CoreTarget {
    let bytes = image.bytes
    let store = ByteStore(copying: bytes.prefix(size ?? bytes.count))
    return try CoreTarget(store: store, options: options)
  }

  private func page(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 4096) }

  @Test func savedMemoryIsReadAcrossSegments() throws {
    var image = CoreImage()
    image.segments = [
      CoreSegment(start: 0x1000, size: 4096, content: page(1)),
      CoreSegment(start: 0x2000, size: 4096, content: page(2)),
    ]
    let core = try open(image)
    #expect(try core.bytes(at: Address(0x1ffe), count: 4) == [1, 1, 2, 2])
    #expect(throws: ReadError.unmapped(Address(0x3000))) {
      try core.bytes(at: Address(0x2ffe), count: 4)
    }
  }

  @Test func memoryThatWasNotSavedSaysSo() throws {
    var image = CoreImage()
    image.segments = [CoreSegment(start: 0x1000, size: 8192, content: page(1))]
    let core = try open(image)
    #expect(throws: ReadError.missing(Address(0x2000), .notSaved)) {
      try core.bytes(at: Address(0x1fff), count: 2)
    }
    #expect(core.absence(at: Address(0x2000)) == .notSaved)
    #expect(core.absence(at: Address(0x1000)) == nil)
  }

  @Test func aCutCoreAnswersForWhatIsThere() throws {
    var image = CoreImage()
    image.segments = [
      CoreSegment(start: 0x1000, size: 4096, content: page(1)),
      CoreSegment(start: 0x2000, size: 4096, content: page(2)),
    ]
    let core = try open(image, cutTo: image.bytes.count - 4000)
    #expect(core.problems == [.truncated(missing: 4000)])
    #expect(try core.bytes(at: Address(0x2000), count: 96) == Array(page(2).prefix(96)))
    #expect(core.absence(at: Address(0x2060)) == .truncated)
  }

  @Test func extendedNumbersOfHeadersAreRead() throws {
    var image = CoreImage()
    image.hasExtendedCount = true
    image.segments = (1...70_000).map {
      CoreSegment(start: UInt64($0) * 8192, size: 4096, content: $0 == 70_000 ? page(7) : [])
    }
    #expect(try open(image).mappings().count == 70_000)
    // The section header with the number is the last thing in the file.
    let cut = try open(image, cutTo: image.bytes.count - 64)
    #expect(try cut.mappings().count == 70_000)
    #expect(try cut.bytes(at: Address(70_000 * 8192), count: 1) == [7])
  }

  @Test func hundredsOfThreadsKeepTheirRegisters() throws {
    var image = CoreImage()
    image.segments = [CoreSegment(start: 0x1000, size: 4096, content: page(1))]
    image.threads = (1...700).reversed()
    let core = try open(image)
    let threads = try core.snapshot().threads
    #expect(threads.map(\.facts.tid) == Array(1...700))
    #expect(threads.allSatisfy { $0.registers?.stackPointer.raw == UInt64($0.facts.tid) * 16 })
    #expect(core.firstThread == 700)
  }

  @Test func mappingsAreNamedByTheAuxiliaryVector() throws {
    var image = CoreImage()
    image.auxiliary = [(33, 0x9000), (31, 0x7010)]
    image.segments = [
      CoreSegment(start: 0x5000, size: 4096, flags: 0),
      CoreSegment(start: 0x6000, size: 8192, content: page(1)),
      CoreSegment(start: 0x8000, size: 4096, flags: 4),
      CoreSegment(start: 0x9000, size: 4096, flags: 5, content: page(3)),
      CoreSegment(start: 0xb000, size: 4096, flags: 0),
      CoreSegment(start: 0xc000, size: 4096, content: page(1)),
    ]
    let kinds = try open(image).mappings().map(\.kind)
    #expect(kinds == [.reserved, .stack, .vvar, .vdso, .guardPages, .anonymous])
  }

  @Test func codeIsReadFromTheFileWithTheSameBuildID() throws {
    let workspace = try Workspace()
    let path = try workspace.compile("int main(void) { return 7; }")
    let image = try coreOfProgram(path)
    let core = try open(image)
    let file = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try core.bytes(at: Address(0x40_1000), count: 64) == Array(file[4096..<4160]))
    let mapping = try #require(try core.mappings().containing(Address(0x40_0000)))
    #expect(core.openablePath(of: mapping) == path)
  }

  @Test func codeOfAnotherBuildIsNotBelieved() throws {
    let workspace = try Workspace()
    let path = try workspace.compile("int main(void) { return 7; }")
    let image = try coreOfProgram(path)
    _ = try workspace.compile("int main(void) { return 8; }")
    let core = try open(image)
    #expect(core.absence(at: Address(0x40_1000)) == .fileDiffers(Array(path.utf8)))
    try FileManager.default.removeItem(atPath: path)
    #expect(try open(image).absence(at: Address(0x40_1000)) == .fileNotFound(Array(path.utf8)))
  }

  @Test func movedFilesAreFoundByExeAndSysroot() throws {
    let workspace = try Workspace()
    let path = try workspace.compile("int main(void) { return 7; }")
    let image = try coreOfProgram(path)
    let moved = workspace.path("moved")
    try FileManager.default.moveItem(atPath: path, toPath: moved)
    let named = try open(image, options: CoreFileOptions(executable: moved))
    #expect(named.absence(at: Address(0x40_1000)) == nil)
    #expect(named.problems == [])
    let wrong = try open(image, options: CoreFileOptions(executable: "/bin/true"))
    #expect(wrong.problems.count == 1)
    #expect(wrong.absence(at: Address(0x40_1000)) == .fileDiffers(Array("/bin/true".utf8)))

    let root = workspace.url.appending(path: "root")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: moved, toPath: root.appending(path: "program").path)
    let found = try open(image, options: CoreFileOptions(sysroot: root.path))
    #expect(found.absence(at: Address(0x40_1000)) == nil)
  }

  @Test func aProgramWhoseFirstPageIsLostIsTakenFromTheUserAlone() throws {
    let workspace = try Workspace()
    let path = try workspace.compile("int main(void) { return 7; }")
    let image = try coreOfProgram(path)
    let size = image.bytes.count - 4096
    let lost = try open(image, cutTo: size)
    #expect(lost.absence(at: Address(0x40_1000)) == .fileUnverifiable(Array(path.utf8)))
    let named = try open(image, cutTo: size, options: CoreFileOptions(executable: path))
    #expect(try named.bytes(at: Address(0x40_0000), count: 4) == [0x7f, 0x45, 0x4c, 0x46])
    #expect(named.absence(at: Address(0x40_1000)) == nil)
  }

  /// A core with the first page of a program saved, as the kernel does, and its next page left to the file.
  private func coreOfProgram(_ path: String) throws -> CoreImage {
    let file = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    var image = CoreImage()
    image.segments = [
      CoreSegment(start: 0x40_0000, size: 4096, flags: 4, content: Array(file.prefix(4096))),
      CoreSegment(start: 0x40_1000, size: 4096, flags: 5),
    ]
    image.files = [(0x40_0000, 0x40_1000, 0, path), (0x40_1000, 0x40_2000, 1, path)]
    image.auxiliary = [(3, 0x40_0040)]
    return image
  }

  @Test func otherFilesAreRefused() throws {
    func error(_ bytes: [UInt8]) -> CoreError? {
      do throws(CoreError) {
        _ = try CoreTarget(store: ByteStore(copying: bytes))
        return nil
      } catch {
        return error
      }
    }
    var image = CoreImage()
    image.segments = [CoreSegment(start: 0x1000, size: 4096, content: page(1))]
    image.machine = 183
    #expect(error(image.bytes) == .elf(.machine(183)))
    image.machine = 62
    image.kind = 3
    #expect(error(image.bytes) == .notACore(.shared))
    #expect(error(Array("#!/bin/sh\n".utf8)) == .elf(.notElf))
    #expect(error([]) == .elf(.notElf))
  }

  /// Written with a hole, so that it takes no room on the disk.
  @Test func coresOfMoreThanFourGigabytesAreMapped() throws {
    let workspace = try Workspace()
    let path = workspace.path("core")
    var image = CoreImage()
    image.segments = [CoreSegment(start: 0x1000, size: 4096, content: page(1))]
    image.tail = CoreSegment(start: 0x10_0000_0000, size: 5 << 30)
    try Data(image.bytes).write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(image.bytes.count) + (5 << 30) - 1)
    try file.write(contentsOf: [9])
    try file.close()
    let core = try CoreTarget.open(path: path)
    #expect(core.problems == [])
    let last = Address(0x10_0000_0000 + (5 << 30) - 1)
    #expect(try core.bytes(at: last - 1, count: 2) == [0, 9])
  }
}
