// ELF files against what readelf, nm and objdump say of the same files.

import DebugInfo
import Foundation
import Primitives
import SystemPackage
import TestSupport
import Testing

@Suite struct ElfFileTests {
  static let systemFiles = [
    "/usr/bin/python3.11", "/lib/x86_64-linux-gnu/libc.so.6",
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/usr/bin/git", "/bin/bash",
  ]

  @Test(arguments: systemFiles)
  func sectionsAreThoseOfReadelf(_ path: String) throws {
    let elf = try ElfFile.open(path: path)
    let output = try Workspace().require("readelf", ["-SW", path])
    let pattern = #/\[ *(\d+)\] (\S*) +[A-Z_0-9]+ +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) /#
    let expected = output.matches(of: pattern).map { match in
      "\(match.1) \(match.2) \(number(match.3)) \(number(match.4)) \(number(match.5))"
    }
    let found = elf.sections.map {
      "\($0.index) \($0.name) \($0.range.start.raw) \($0.fileOffset) \($0.size)"
    }
    // The header of the null section has no name and another form.
    expectEqual(Array(found.dropFirst()), Array(expected.suffix(found.count - 1)), path)
  }

  @Test(arguments: systemFiles)
  func segmentsAreThoseOfReadelf(_ path: String) throws {
    let elf = try ElfFile.open(path: path)
    let output = try Workspace().require("readelf", ["-lW", path])
    let pattern = /LOAD +0x(\w+) 0x(\w+) 0x\w+ 0x(\w+) 0x(\w+) ([R ])([W ])([E ])/
    let expected = output.matches(of: pattern).map { match in
      "\(number(match.1)) \(number(match.2)) \(number(match.3)) \(number(match.4)) "
        + "\(match.5 == "R") \(match.6 == "W") \(match.7 == "E")"
    }
    let found = elf.segments.filter { $0.kind == .load }.map {
      "\($0.fileOffset) \($0.range.start.raw) \($0.fileSize) \($0.range.size) "
        + "\($0.isReadable) \($0.isWritable) \($0.isExecutable)"
    }
    #expect(found == expected)
  }

  @Test(arguments: systemFiles)
  func symbolsAreThoseOfReadelf(_ path: String) throws {
    let module = try ModuleDebugInfo.open(path)
    defer { withExtendedLifetime(module) {} }
    var expected: [String] = []
    for file in module.debugElf === module.elf ? [path] : [path, module.files[0].path] {
      let output = try Workspace().require("readelf", ["-sW", file])
      let pattern = /\d+: ([0-9a-f]{16}) +(\w+) \w+ +\w+ +\w+ +(\w+) ?(.*)/
      expected += output.matches(of: pattern).map { match in
        let size = match.2.hasPrefix("0x") ? number(match.2.dropFirst(2)) : UInt64(match.2) ?? 0
        let name = match.4.prefix { $0 != "@" && $0 != " " }
        return "\(number(match.1)) \(size) \(match.3 == "UND") \(name)"
      }
    }
    // readelf names section symbols after their sections; the null symbols are not given.
    let found = module.symbols.filter { $0.kind != .section }.map {
      "\($0.address.raw) \($0.size) \($0.isUndefined) \($0.name.prefix { $0 != UInt8(ascii: "@") }.text)"
    }
    let wanted = Set(expected.filter { $0 != "0 0 true " })
    #expect(found.count > 100)
    #expect(Set(found).subtracting(wanted).isEmpty)
    #expect(wanted.subtracting(found).filter { !$0.contains(" .") }.isEmpty)
  }

  @Test(arguments: systemFiles)
  func buildIDIsThatOfReadelf(_ path: String) throws {
    let output = try Workspace().require("readelf", ["-n", path])
    let expected = try #require(output.firstMatch(of: /Build ID: (\w+)/)).1
    let found = try #require(try ElfFile.open(path: path).buildID)
    #expect(found.map { String(format: "%02x", $0) }.joined() == expected)
  }

  static let linkers = [
    [], ["-fcf-protection=full", "-Wl,-z,ibtplt"], ["-fno-plt"], ["-Wl,-z,now"],
    ["-fuse-ld=gold"], ["-fuse-ld=lld"],
  ]

  /// The stubs of programs of each linker, and of Debian's own.
  @Test(arguments: linkers)
  func stubsLeadWhereObjdumpSays(_ flags: [String]) throws {
    let workspace = try Workspace()
    try workspace.write(Programs.second, to: "second.cpp")
    let compiler = flags.contains("-fuse-ld=lld") ? "clang++" : "g++"
    guard
      try workspace.run(
        compiler, flags + ["-shared", "-fPIC", "second.cpp", "-o", "library.so"]
      ).status == 0
    else { return }
    try expectSameStubs(
      workspace.path("library.so"), workspace, minimum: flags == ["-fno-plt"] ? 0 : 2)
  }

  @Test(arguments: systemFiles)
  func stubsOfSystemFilesLeadWhereObjdumpSays(_ path: String) throws {
    try expectSameStubs(path, Workspace(), minimum: 2)
  }

  private func expectSameStubs(_ path: String, _ workspace: Workspace, minimum: Int) throws {
    let output = try workspace.run(
      "objdump", ["-d", "-j", ".plt", "-j", ".plt.sec", "-j", ".plt.got", path]
    ).output
    // *ABS*: the slot has no symbol (an indirect function).
    let stubs = output.matches(of: /([0-9a-f]{16}) <([^*>@+]+)(@[^>]*)?@plt>:/).map {
      "\(number($0.1)) \($0.2)"
    }
    let found = try ElfFile.open(path: path).pltTargets.map { "\($0.key.raw) \($0.value.name)" }
    #expect(found.count >= minimum)
    #expect(found.sorted() == stubs.sorted())
  }

  @Test func slotsAreThoseOfReadelf() throws {
    let path = "/usr/bin/python3.11"
    let elf = try ElfFile.open(path: path)
    let output = try Workspace().require("readelf", ["-rW", path])
    let named = output.matches(
      of: /([0-9a-f]{16})  \w+ R_X86_64_(JUMP_SLOT|GLOB_DAT|64) +\w+ (\w+)/
    )
    .map { "\(number($0.1)) \($0.3)" }
    #expect(elf.gotTargets.map { "\($0.key.raw) \($0.value.name)" }.sorted() == named.sorted())
    #expect(named.count > 100)
    let relative = output.matches(of: /([0-9a-f]{16})  \w+ R_X86_64_RELATIVE +(\w+)/)
      .map { "\(number($0.1)) \(number($0.2))" }
    let found = elf.relocations.filter { $0.kind == .relative }
      .map { "\($0.place.raw) \($0.addend)" }
    #expect(Set(found) == Set(relative))
  }

  @Test func bytesBehindAddressesAreThoseOfTheSections() throws {
    let elf = try ElfFile.open(path: "/usr/bin/python3.11")
    for name in [".text", ".rodata", ".data", ".eh_frame"] {
      let section = try #require(elf.section(named: name))
      let contents = try elf.contents(of: section)
      let found = try #require(elf.bytes(at: section.range.start, count: contents.count))
      #expect(found.elementsEqual(contents.bytes))
    }
    let zeroes = try #require(elf.section(named: ".bss"))
    #expect(elf.bytes(at: zeroes.range.end - 8) == nil)
    #expect(elf.bytes(at: Address(.max)) == nil)
  }

  @Test func strippedSymbolsComeFromMiniDebugInfo() throws {
    let workspace = try Workspace()
    try workspace.write(Programs.second, to: "second.cpp")
    try workspace.require("g++", ["-shared", "-fPIC", "second.cpp", "-o", "whole.so"])
    try workspace.require("objcopy", ["--only-keep-debug", "whole.so", "mini"])
    try workspace.require("xz", ["mini"])
    try workspace.require(
      "objcopy", ["-S", "--add-section", ".gnu_debugdata=mini.xz", "whole.so", "stripped.so"])
    let elf = try ElfFile.open(path: workspace.path("stripped.so"))
    #expect(elf.section(named: ".symtab") == nil)
    let whole = try ElfFile.open(path: workspace.path("whole.so"))
    let local = try #require(whole.symbols.first { $0.name == "_ZL4pushi" })
    #expect(elf.symbols.contains { $0.name == "_ZL4pushi" && $0.address == local.address })
  }

  @Test func packedRelativeRelocationsAreRead() throws {
    let workspace = try Workspace()
    try workspace.write(
      "int a, b; int *p[70] = {&a, &b, [69] = &b}; int main() { return !p[0]; }", to: "t.c")
    guard
      try workspace.run(
        "gcc", ["-fPIE", "-pie", "-Wl,-z,pack-relative-relocs", "t.c", "-o", "t"]
      )
      .status == 0
    else { return }
    let elf = try ElfFile.open(path: workspace.path("t"))
    let array = try #require(elf.symbols.first { $0.name == "p" })
    let b = try #require(elf.symbols.first { $0.name == "b" })
    let last = elf.relocations.first { $0.place == array.address + 69 * 8 }
    #expect(last?.kind == .relative)
    #expect(last?.addend == Int64(b.address.raw))
  }

  @Test func otherFilesAreRefusedWithTheirReason() throws {
    let workspace = try Workspace()
    try workspace.write("int x;", to: "t.c")
    try workspace.require("gcc", ["-g", "-c", "t.c", "-o", "t.o"])
    try workspace.require("gcc", ["-shared", "t.o", "-o", "t.so"])
    func error(_ name: String, patch: (Int, UInt8)? = nil) throws -> ElfError? {
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: workspace.path(name))))
      if let patch { bytes[patch.0] = patch.1 }
      do throws(ElfError) { _ = try ElfFile(store: ByteStore(copying: bytes)) } catch {
        return error
      }
      return nil
    }
    #expect(try error("t.o") == .relocatable)
    #expect(try error("t.c") == .notElf)
    #expect(try error("t.so") == nil)
    #expect(try error("t.so", patch: (4, 1)) == .not64Bit)
    #expect(try error("t.so", patch: (5, 2)) == .bigEndian)
    #expect(try error("t.so", patch: (18, 183)) == .machine(183))
    #expect(try error("t.so", patch: (46, 0xff)) == .damaged(.sectionHeaders))
    #expect(throws: ElfError.unreadable(.noSuchFileOrDirectory)) {
      try ElfFile.open(path: workspace.path("absent"))
    }
    mkfifo(workspace.path("fifo"), 0o600)
    #expect(throws: ElfError.self) { try ElfFile.open(path: workspace.path("fifo")) }
    #expect(throws: ElfError.self) { try ElfFile.open(path: "/tmp") }
  }

  private func number(_ digits: some StringProtocol) -> UInt64 { UInt64(digits, radix: 16) ?? .max }
}

extension Sequence<UInt8> {
  /// As text, for comparisons with what tools print.
  var text: String { String(decoding: Array(self), as: UTF8.self) }
}
