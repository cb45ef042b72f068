// Line tables against llvm-dwarfdump's rows.

import DebugInfo
import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct LineTableTests {
  @Test(arguments: Flavour.all)
  func rowsAreThoseOfDwarfdump(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    try workspace.require("objcopy", ["--decompress-debug-sections", program, "plain"])
    let output = try workspace.run("llvm-dwarfdump", ["--debug-line", "plain"]).output
    let expected = output.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      guard words.count >= 6, words[0].hasPrefix("0x"), words[0].count == 18 else { return nil }
      let flags = words[6...]
      return "\(words[0].dropFirst(2)) \(words[1]) \(words[2]) \(words[3]) "
        + "\(flags.contains("is_stmt")) \(flags.contains("end_sequence"))"
    }
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    let tables = module.files[0].units.filter { $0.kind == .compile }.compactMap { $0.lineTable() }
    let found = tables.flatMap(\.rows).map { row in
      String(format: "%016lx", row.address.raw)
        + " \(row.line) \(row.column) \(row.file) \(row.isStatement) \(row.isEnd)"
    }
    #expect(expected.count > 20)
    expectEqual(found, expected, flavour.name)
  }

  @Test func checksumsOfSourcesAreThere() throws {
    let workspace = try Workspace()
    try workspace.write("int main() { return 0; }\n", to: "t.c")
    try workspace.require("clang", ["-gdwarf-5", "t.c", "-o", "t"])
    let module = try ModuleDebugInfo.open(workspace.path("t"))
    defer { withExtendedLifetime(module) {} }
    let table = try #require(
      module.units.first { $0.root?.name?.description == "t.c" }?.lineTable())
    let expected = try workspace.require("md5sum", ["t.c"]).prefix(32)
    let file = try #require(table.files.first { $0.name == "t.c" })
    #expect(file.checksum.map { String(format: "%02x", $0) }.joined() == expected)
  }
}
