// Every DIE of compiled programs against llvm-dwarfdump's and readelf's account of them.

import DebugInfo
import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct DieTests {
  /// Offset, depth and tag of each DIE of the main `.debug_info`, as llvm-dwarfdump prints them.
  @Test(arguments: Flavour.all)
  func treeIsThatOfDwarfdump(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    try expectSameTree(
      module, files: ["program"] + (module.files.count > 1 ? ["common"] : []), workspace)
  }

  @Test(arguments: Flavour.split)
  func splitTreeIsThatOfDwarfdump(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    let isPackage = FileManager.default.fileExists(atPath: program + ".dwp")
    try expectSameTree(
      module, files: ["program"] + (isPackage ? ["program.dwp"] : ["first.dwo", "second.dwo"]),
      workspace)
    #expect(module.units.allSatisfy { $0.kind != .skeleton })
  }

  private func expectSameTree(_ module: ModuleDebugInfo, files: [String], _ workspace: Workspace)
    throws
  {
    #expect(module.files.count == files.count)
    for (file, name) in zip(module.files, files) {
      try workspace.require(
        "objcopy", ["--decompress-debug-sections", workspace.path(name), "plain"])
      // It fails on the relocated sections of some compilers' .dwo files, but prints all the same.
      let dump = try workspace.run("llvm-dwarfdump", ["--debug-info", "--debug-types", "plain"])
      // It reads a .dwo without its skeleton's addresses and files, and names no files of dwz's partial units.
      let hidden =
        file.isSplit ? ["file", "low", "high", "range"] : module.files.count > 1 ? ["file"] : []
      let expected = Dwarfdump.dies(dump.output).map { $0.without(hidden) }
      #expect(expected.count > 1)
      expectEqual(lines(of: file).map { $0.without(hidden) }, expected, "\(name)")
    }
  }

  /// Every DIE of a file, one line each, in the form of `Dwarfdump`.
  private func lines(of file: DwarfFile) -> [String] {
    file.units.flatMap { unit in
      let lines = unit.lineTable()
      var dump: [String] = []
      var cursor = unit.cursor()
      while cursor.next() {
        var entry = DumpedDie(offset: cursor.offset, depth: cursor.depth, tag: cursor.tag)
        cursor.readAttributes { name, value in entry.take(name, value, unit, lines) }
        dump.append(entry.description)
      }
      #expect(!cursor.isDamaged)
      return dump
    }
  }
}

extension String {
  /// A line of a dump without some kinds of attributes.
  func without(_ kinds: [String]) -> String {
    components(separatedBy: " | ").filter { part in
      !kinds.contains { part.hasPrefix($0 + " ") }
    }.joined(separator: " | ")
  }
}

/// The attributes of a DIE that are compared.
struct DumpedDie: CustomStringConvertible {
  var offset: Int
  var depth: Int
  var tag: DwarfTag
  private var attributes: [String] = []
  private var low: UInt64?

  init(offset: Int, depth: Int, tag: DwarfTag) {
    self.offset = offset
    self.depth = depth
    self.tag = tag
  }

  mutating func take(
    _ name: DwarfAttribute, _ value: AttributeValue, _ unit: DwarfUnit, _ lines: LineTable?
  ) {
    switch name {
    // llvm-dwarfdump shows strings of the alternate file as empty.
    case .name where value.form == .gnuStrpAlt && unit.string(value) != nil:
      attributes.append("name ")
    case .name: attributes.append("name \(unit.string(value)?.description ?? "?")")
    case .linkageName where value.form == .gnuStrpAlt && unit.string(value) != nil:
      attributes.append("linkage ")
    case .linkageName: attributes.append("linkage \(unit.string(value)?.description ?? "?")")
    case .byteSize where value.unsigned != nil:
      attributes.append("size \(Self.hex(value.unsigned ?? 0))")
    case .declLine: attributes.append("line \(value.unsigned ?? 0)")
    case .lowPC:
      low = unit.address(value)?.raw
      attributes.append("low \(low.map(Self.hex) ?? "?")")
    case .highPC:
      let end = unit.address(value)?.raw ?? (low ?? 0) + (value.unsigned ?? 0)
      attributes.append("high \(Self.hex(end))")
    case .type, .abstractOrigin, .specification, .callOrigin:
      attributes.append("\(name.rawValue) \(reference(value, unit))")
    case .declFile:
      let path = lines?.path(ofFile: value.unsigned ?? .max).map {
        String(decoding: $0, as: UTF8.self)
      }
      attributes.append("file \(path ?? "?")")
    case .ranges:
      for range in unit.ranges(value) {
        attributes.append("range \(Self.hex(range.start.raw)) \(Self.hex(range.end.raw))")
      }
    default: break
    }
  }

  /// The section offset that is referred to, or the signature of a type unit.
  private func reference(_ value: AttributeValue, _ unit: DwarfUnit) -> String {
    guard let die = unit.reference(value) else { return "?" }
    switch value.form {
    case .refSig8: return Self.hex(value.raw)
    case .gnuRefAlt: return "alternate " + Self.hex(UInt64(die.offset))
    default: return Self.hex(UInt64(die.offset))
    }
  }

  static func hex(_ number: UInt64) -> String { String(number, radix: 16) }

  var description: String {
    (["\(Self.hex(UInt64(offset))) \(depth) \(tag.rawValue)"] + attributes).joined(separator: " | ")
  }
}
