// Separate debug files: found where they belong, and refused when they are of another build.

import DebugInfo
import Foundation
import Primitives
import SystemPackage
import TestSupport
import Testing

@Suite struct DebugFileTests {
  /// A stripped program, its debug file `debug`, and the options to find it in `store`.
  private func stripped(_ workspace: Workspace, link: Bool) throws -> DebugFileOptions {
    _ = try Flavour.all[1].build(in: workspace)
    try workspace.require("objcopy", ["--only-keep-debug", "program", "debug"])
    try workspace.require("strip", ["program"])
    if link { try workspace.require("objcopy", ["--add-gnu-debuglink=debug", "program"]) }
    var options = DebugFileOptions()
    options.debugDirectories = [workspace.path("store")]
    return options
  }

  private func put(_ name: String, at path: String, _ workspace: Workspace) throws {
    let target = URL(fileURLWithPath: workspace.path(path))
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: workspace.path(name), toPath: target.path)
  }

  private func buildIDPath(_ program: String) throws -> String {
    let id = try #require(try ElfFile.open(path: program).buildID)
    let text = id.map { String(format: "%02x", $0) }.joined()
    return "store/.build-id/\(text.prefix(2))/\(text.dropFirst(2)).debug"
  }

  private func names(_ module: ModuleDebugInfo) -> Set<String> {
    Set(module.units.flatMap { $0.functions() }.map(\.name.description))
  }

  @Test func aMissingFileIsNamedWithWhereItWasLookedFor() throws {
    let workspace = try Workspace()
    let options = try stripped(workspace, link: true)
    try FileManager.default.removeItem(atPath: workspace.path("debug"))
    let module = try ModuleDebugInfo.open(workspace.path("program"), options: options)
    #expect(module.units.isEmpty)
    guard case .noDebugInfo(let buildID, let searched)? = module.problems.first else {
      Issue.record("\(module.problems)")
      return
    }
    #expect(buildID == module.buildID && buildID != nil)
    #expect(try searched.contains(workspace.path(buildIDPath(module.path))))
    #expect(searched.contains { $0.hasSuffix("/.debug/debug") })
    #expect(searched.count == 4)
  }

  @Test func aFileIsFoundByBuildID() throws {
    let workspace = try Workspace()
    let options = try stripped(workspace, link: false)
    try put("debug", at: buildIDPath(workspace.path("program")), workspace)
    let module = try ModuleDebugInfo.open(workspace.path("program"), options: options)
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    #expect(names(module).contains("make_point"))
    #expect(module.symbols.contains { $0.name == "_Z10make_pointii" })
  }

  @Test(arguments: ["debug", ".debug/debug", "store"])
  func aFileIsFoundByItsLink(_ place: String) throws {
    let workspace = try Workspace()
    let options = try stripped(workspace, link: true)
    let real = try workspace.require("realpath", ["."]).split(separator: "\n")[0]
    if place != "debug" {
      try put("debug", at: place == "store" ? "store\(real)/debug" : place, workspace)
    }
    let module = try ModuleDebugInfo.open(workspace.path("program"), options: options)
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    #expect(names(module).contains("make_point"))
  }

  @Test func aFileOfAnotherBuildIsRefused() throws {
    let workspace = try Workspace()
    let options = try stripped(workspace, link: true)
    let path = try buildIDPath(workspace.path("program"))
    try workspace.require("g++", ["-g", "-O0", "-fPIC", "-shared", "second.cpp", "-o", "other"])
    try workspace.require("cp", ["other", "debug"])
    try put("other", at: path, workspace)
    let module = try ModuleDebugInfo.open(workspace.path("program"), options: options)
    #expect(module.units.isEmpty)
    #expect(module.problems.contains(.rejected(path: workspace.path(path), .otherBuildID)))
    let real = try workspace.require("realpath", ["debug"]).split(separator: "\n")[0]
    #expect(module.problems.contains(.rejected(path: String(real), .otherChecksum)))
  }

  @Test func aMissingAlternateIsNamed() throws {
    let workspace = try Workspace()
    let flavour = try #require(Flavour.all.first { $0.name == "gcc dwz" })
    let program = try flavour.build(in: workspace)
    try FileManager.default.removeItem(atPath: workspace.path("common"))
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    guard case .noAlternate(let buildID, let searched)? = module.problems.first else {
      Issue.record("\(module.problems)")
      return
    }
    #expect(buildID == module.debugElf.alternateLink?.buildID)
    #expect(searched.contains { $0.hasSuffix("/common") })
    // What does not stand in the alternate file is still there.
    #expect(module.units.contains { !$0.functions().isEmpty })
  }

  @Test func anAlternateOfAnotherBuildIsRefused() throws {
    let workspace = try Workspace()
    let flavour = try #require(Flavour.all.first { $0.name == "gcc dwz" })
    let program = try flavour.build(in: workspace)
    try workspace.require("cp", ["other", "common"])
    let module = try ModuleDebugInfo.open(program)
    #expect(module.files.count == 1)
    #expect(
      module.problems.contains {
        if case .rejected(_, .otherBuildID) = $0 { true } else { false }
      })
  }

  @Test func missingSplitFilesAreCounted() throws {
    let workspace = try Workspace()
    let program = try Flavour.split[1].build(in: workspace)
    try FileManager.default.removeItem(atPath: workspace.path("second.dwo"))
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    guard case .noSplitUnits(1, let examples)? = module.problems.first else {
      Issue.record("\(module.problems)")
      return
    }
    #expect(examples.contains { $0.hasSuffix("/second.dwo") })
    #expect(names(module).contains("make_point") && !names(module).contains("push"))
  }

  @Test func aSplitFileOfAnotherBuildIsRefused() throws {
    let workspace = try Workspace()
    let program = try Flavour.split[1].build(in: workspace)
    try workspace.require("cp", ["first.dwo", "second.dwo"])
    let module = try ModuleDebugInfo.open(program)
    #expect(
      module.problems.contains {
        if case .rejected(let path, .otherUnits) = $0 {
          path.hasSuffix("second.dwo")
        } else {
          false
        }
      })
  }

  @Test func aMovedProgramFindsItsSplitFilesBesideIt() throws {
    let workspace = try Workspace()
    _ = try Flavour.split[1].build(in: workspace)
    try workspace.require("mkdir", ["elsewhere"])
    try workspace.require("mv", ["program", "first.dwo", "second.dwo", "elsewhere/"])
    let module = try ModuleDebugInfo.open(workspace.path("elsewhere/program"))
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    #expect(names(module).contains("push"))
  }

  /// Debian's debug packages: as many DIEs of each kind as llvm-dwarfdump counts.
  @Test(arguments: ["/usr/bin/python3.11", "/lib/x86_64-linux-gnu/libc.so.6"])
  func debianDebugFilesAreReadWhole(_ path: String) throws {
    let module = try ModuleDebugInfo.open(path)
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    var found: [UInt16: Int] = [:]
    for unit in module.files[0].units {
      var cursor = unit.cursor()
      while cursor.next() { found[cursor.tag.rawValue, default: 0] += 1 }
      #expect(!cursor.isDamaged)
    }
    let script =
      "llvm-dwarfdump --debug-info '\(module.files[0].path)'"
      + " | awk '/^0x.*DW_TAG_/ {n[$2]++} END {for (t in n) print t, n[t]}'"
    let output = try Workspace().require("sh", ["-c", script])
    let expected = output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(expected.count > 20)
    #expect(found.count == expected.count)
    for line in expected {
      guard let tag = Dwarfdump.tags[String(line[0].dropFirst("DW_TAG_".count))] else { continue }
      #expect(found[tag.rawValue] == Int(line[1]), "\(line)")
    }
    #expect(found.values.reduce(0, +) == expected.reduce(0) { $0 + (Int($1[1]) ?? 0) })
  }
}
