// Damaged files: thousands of seeded mutations of real ones, and files made to be hostile. Nothing may trap or hang.

import DebugInfo
import Foundation
import Fuzzing
import Primitives
import TestSupport
import Testing

@Suite struct MutationTests {
  /// A flavour, and which of its files is damaged.
  static let inputs: [(flavour: Flavour, file: String)] = {
    let flavours = Flavour.all + Flavour.split
    func input(_ name: String, _ file: String = "program") -> (Flavour, String) {
      (flavours.first { $0.name == name } ?? flavours[0], file)
    }
    return [
      input("gcc 4"), input("gcc 5"), input("gcc 5 types"), input("gcc 64-bit"), input("gcc zlib"),
      input("clang 5"), input("clang 4"), input("gcc 5 split"), input("gcc 5 split", "first.dwo"),
      input("clang 5 split types", "first.dwo"), input("clang 5 dwp", "program.dwp"),
      input("gcc 4 dwp", "program.dwp"), input("gcc dwz"), input("gcc dwz", "common"),
    ]
  }()

  /// Each input is changed in one to eight bytes of its headers or debug sections, 720 times, and read whole.
  @Test(.timeLimit(.minutes(10)), arguments: inputs.indices)
  func damagedFilesAreReadWithoutTrap(_ index: Int) throws {
    let (flavour, name) = Self.inputs[index]
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    let target = URL(fileURLWithPath: workspace.path(name))
    let original = [UInt8](try Data(contentsOf: target))
    let places = try interestingPlaces(original)
    var random = SeededGenerator(seed: UInt64(index))
    var readable = 0
    for _ in 0..<720 {
      var bytes = original
      for _ in 0...Int.random(in: 0..<8, using: &random) {
        let range = places[Int.random(in: places.indices, using: &random)]
        let place = range.lowerBound + Int.random(in: 0..<range.count, using: &random)
        bytes[place] = Self.value(bytes[place], &random)
      }
      let start = ContinuousClock.now
      if name == "program" {
        guard let elf = try? ElfFile(store: ByteStore(copying: bytes)) else { continue }
        DebugInfoWalk.walk(ModuleDebugInfo(path: program, elf: elf))
      } else {
        try Data(bytes).write(to: target)
        DebugInfoWalk.walk(try ModuleDebugInfo.open(program))
      }
      readable += 1
      #expect(ContinuousClock.now - start < .seconds(20))
    }
    #expect(readable > 360)
  }

  /// Values that are most likely to matter: single bits, extremes, and anything.
  private static func value(_ old: UInt8, _ random: inout SeededGenerator) -> UInt8 {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: old ^ (1 << UInt8(Int.random(in: 0..<8, using: &random)))
    case 1: [0, 0xff, 0x7f, 0x80][Int.random(in: 0..<4, using: &random)]
    case 2: old &+ 1
    default: UInt8(Int.random(in: 0..<256, using: &random))
    }
  }

  /// The file's headers and every section that is read here, each as likely as any other.
  private func interestingPlaces(_ bytes: [UInt8]) throws -> [Range<Int>] {
    let elf = try ElfFile(store: ByteStore(copying: bytes), allowingRelocatable: true)
    let headers = 64 * elf.sections.count
    var places = [0..<64, (bytes.count - headers)..<bytes.count]
    for section in elf.sections where section.kind != .nobits && section.size > 0 {
      let name = section.name.description
      guard
        name.hasPrefix(".debug") || name.hasPrefix(".gnu_debug") || name.hasPrefix(".rela")
          || name.hasPrefix(".sym") || name.hasPrefix(".note") || name.hasPrefix(".plt")
      else { continue }
      places.append(Int(section.fileOffset)..<Int(section.fileOffset + section.size))
    }
    return places
  }

  @Test func truncatedFilesAreRefusedOrRead() throws {
    let workspace = try Workspace()
    let program = try Flavour.all[1].build(in: workspace)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program)))
    for length in stride(from: 0, to: bytes.count, by: 97) {
      guard let elf = try? ElfFile(store: ByteStore(copying: bytes[..<length])) else { continue }
      DebugInfoWalk.walk(ModuleDebugInfo(path: program, elf: elf))
    }
  }

  @Test func aSectionThatClaimsATerabyteIsRefused() throws {
    let workspace = try Workspace()
    let program = try #require(Flavour.all.first { $0.name == "gcc zlib" }).build(in: workspace)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program)))
    let section = try #require(try ElfFile.open(path: program).section(named: ".debug_info"))
    #expect(section.isCompressed)
    // The second word of the compression header is the size.
    bytes[Int(section.fileOffset) + 8 + 5] = 1
    let elf = try ElfFile(store: ByteStore(copying: bytes))
    #expect(throws: ElfError.self) {
      try elf.contents(of: try #require(elf.section(named: ".debug_info")))
    }
    let module = ModuleDebugInfo(path: program, elf: elf)
    #expect(module.units.isEmpty)
    #expect(
      module.problems.contains {
        if case .damaged(_, .section(.tooLarge(_, let claimed))) = $0 {
          claimed > 1 << 40
        } else {
          false
        }
      })
  }

  /// Assembles `.debug_info` from directives; its abbreviations are those of `abbreviations`.
  private func assemble(_ dies: String, in workspace: Workspace) throws -> ModuleDebugInfo {
    let text = """
      .text
      .globl f
      f: nop
      ret
      .Lend:
      .section .debug_abbrev,"",@progbits
      .uleb128 1, 0x11, 1, 0x25, 0x08, 0, 0       # compile unit with a producer
      .uleb128 2, 0x2e, 1, 0x03, 0x08, 0x47, 0x13, 0x11, 0x01, 0x12, 0x06, 0, 0
      .uleb128 3, 0x0b, 1, 0, 0                   # lexical block
      .uleb128 4, 0x34, 0, 0x03, 0x16, 0, 0       # variable with an indirect name
      .uleb128 5, 0x39, 1, 0x31, 0x13, 0, 0       # namespace with an abstract origin
      .uleb128 0
      .section .debug_info,"",@progbits
      .Linfo: .long .Lstop-.Lstart
      .Lstart: .value 4
      .long 0
      .byte 8
      .uleb128 1
      .string "x"
      \(dies)
      .byte 0
      .Lstop:
      """
    try workspace.write(text, to: "t.s")
    try workspace.require("gcc", ["-shared", "-nostdlib", "t.s", "-o", "t.so"])
    return try ModuleDebugInfo.open(workspace.path("t.so"))
  }

  @Test func referencesInACircleEnd() throws {
    let workspace = try Workspace()
    let module = try assemble(
      """
      .La: .uleb128 2
      .string "a"
      .long .Lb-.Linfo
      .quad f
      .long 2
      .byte 0
      .Lb: .uleb128 5
      .long .Lb-.Linfo
      .byte 0
      """, in: workspace)
    defer { withExtendedLifetime(module) {} }
    let function = try #require(module.units[0].functions().first)
    #expect(function.name == "a")
    #expect(function.linkageName == nil)
    #expect(function.die.declaration.tag == .namespace)
    DebugInfoWalk.walk(module)
  }

  @Test func deepNestingTakesNoStack() throws {
    let workspace = try Workspace()
    let depth = 400_000
    let module = try assemble(
      """
      .uleb128 2
      .string "a"
      .long 0
      .quad f
      .long 2
      .rept \(depth)
      .uleb128 3
      .endr
      .fill \(depth + 1), 1, 0
      """, in: workspace)
    defer { withExtendedLifetime(module) {} }
    var cursor = module.units[0].cursor()
    var deepest = 0
    while cursor.next() { deepest = max(deepest, cursor.depth) }
    #expect(deepest == depth + 1)
    #expect(!cursor.isDamaged)
    #expect(module.units[0].functions().first?.scopes.count ?? 0 > 100_000)
    #expect(module.units[0].root?.children.reduce(0) { count, _ in count + 1 } == 1)
    #expect(module.units[0].root?.children.first { _ in true }?.qualifiedName.text == "a")
  }

  @Test func formsThatNameThemselvesEndTheUnit() throws {
    let workspace = try Workspace()
    let module = try assemble(".uleb128 4\n.fill 64, 1, 0x16", in: workspace)
    defer { withExtendedLifetime(module) {} }
    var cursor = module.units[0].cursor()
    while cursor.next() {}
    #expect(cursor.isDamaged)
  }
}
