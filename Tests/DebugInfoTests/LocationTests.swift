// Location lists and expressions, compared with llvm-dwarfdump on programs of every form of DWARF, and by hand.

import DebugInfo
import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct LocationTests {
  // Debian's llvm-dwarfdump cannot read zstd sections.
  @Test(arguments: Flavour.all.filter { !$0.name.contains("zstd") })
  func listsOfPlainFiles(flavour: Flavour) throws {
    let workspace = try Workspace()
    try compare(path: flavour.build(in: workspace), dumped: workspace.path("program"), workspace)
  }

  @Test(arguments: Flavour.split.filter { !$0.name.contains("dwp") })
  func listsOfSplitUnits(flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    // Addresses stand in the program; llvm-dwarfdump resolves them from the skeletons that it names.
    let module = try ModuleDebugInfo.open(program)
    let locations = module.units.flatMap { Self.locations(of: $0) }
    #expect(locations.contains { $0.contains("reg") || $0.contains("fbreg") })
  }

  private func compare(path: String, dumped: String, _ workspace: Workspace) throws {
    let module = try ModuleDebugInfo.open(path)
    let main = module.files[0]
    let found = main.units.flatMap { Self.locations(of: $0) }
    let expected = Self.dumped(
      try workspace.run("llvm-dwarfdump", ["--debug-info", dumped]).output)
    #expect(!expected.isEmpty)
    expectEqual(found, expected, path)
  }

  /// The locations of all variables and parameters of a unit, in the order of the file.
  private static func locations(of unit: DwarfUnit) -> [String] {
    var lines: [String] = []
    var cursor = unit.cursor()
    while cursor.next() {
      let die = cursor.die
      guard die.tag == .variable || die.tag == .formalParameter else { continue }
      for location in die.locations() {
        let offset = String(die.offset, radix: 16)
        let range = location.range.map {
          " \(String($0.start.raw, radix: 16)) \(String($0.end.raw, radix: 16))"
        }
        lines.append("\(offset)\(range ?? "") \(shown(location.expression))")
      }
    }
    return lines
  }

  private static func shown(_ expression: LocationExpression) -> String {
    guard expression.pieces.count == 1, expression.pieces[0].bitSize == nil else { return "other" }
    switch expression.pieces[0].location {
    case .register(let register): return "reg\(register)"
    case .memory(let number) where number.base == .frameBase: return "fbreg\(number.offset)"
    default: return "other"
    }
  }

  /// The same of llvm-dwarfdump's text. Empty ranges are nothing.
  private static func dumped(_ text: String) -> [String] {
    var lines: [String] = []
    var offset = ""
    var isVariable = false
    var isList = false
    for line in text.split(separator: "\n") {
      if let head = line.firstMatch(of: /^0x([0-9a-f]+): +(DW_TAG_(\w+)|NULL)/) {
        offset = String(UInt64(head.1, radix: 16)!, radix: 16)
        isVariable = head.3 == "variable" || head.3 == "formal_parameter"
        isList = false
      } else if line.contains("DW_AT_") {
        isList = isVariable && line.contains("DW_AT_location")
        if isList, let single = line.firstMatch(of: /DW_AT_location\t\((DW_OP_.*)\)$/) {
          lines.append("\(offset) \(shown(String(single.1)))")
        }
      } else if isList,
        let entry = line.firstMatch(of: /\[0x([0-9a-f]+), 0x([0-9a-f]+)\)(?: ".*")?: (.*?)\)?$/),
        entry.1 != entry.2
      {
        let bounds = [entry.1, entry.2].map { String(UInt64($0, radix: 16)!, radix: 16) }
        lines.append("\(offset) \(bounds[0]) \(bounds[1]) \(shown(String(entry.3)))")
      }
    }
    return lines
  }

  private static func shown(_ operations: String) -> String {
    if let register = operations.wholeMatch(of: /DW_OP_reg(\d+) \w+/) { return "reg\(register.1)" }
    if let frame = operations.wholeMatch(of: /DW_OP_fbreg ([+-]\d+)/) {
      return "fbreg\(Int(frame.1)!)"
    }
    return "other"
  }
}

@Suite struct LocationExpressionTests {
  private static let unit: DwarfUnit? = {
    guard let workspace = try? Workspace(),
      (try? workspace.write("int x;", to: "x.c")) != nil,
      (try? workspace.require("gcc", ["-g", "-shared", "x.c", "-o", "x"])) != nil,
      let module = try? ModuleDebugInfo.open(workspace.path("x"))
    else { return nil }
    modules = module
    return module.units.first
  }()
  nonisolated(unsafe) private static var modules: ModuleDebugInfo?

  private func pieces(_ bytes: [UInt8]) throws -> [LocationPiece] {
    let unit = try #require(Self.unit)
    return bytes.withUnsafeBytes { LocationExpression(ByteString($0), unit: unit).pieces }
  }

  private func location(_ bytes: UInt8...) throws -> ObjectLocation? {
    try pieces(bytes).first?.location
  }

  @Test func registersAndMemory() throws {
    #expect(try location(0x50) == .register(0))
    #expect(try location(0x90, 0x21) == .register(33))
    #expect(try location(0x77, 0x08) == .memory(SymbolicNumber(.register(7), 8)))
    #expect(try location(0x91, 0x68) == .memory(SymbolicNumber(.frameBase, -24)))
    #expect(try location(0x9c, 0x23, 0x10) == .memory(SymbolicNumber(.frameAddress, 16)))
    #expect(
      try location(0x03, 0x10, 0x20, 0, 0, 0, 0, 0, 0) == .memory(SymbolicNumber(.module, 0x2010)))
  }

  @Test func valuesWithoutAPlace() throws {
    #expect(try location(0x08, 0x2a, 0x9f) == .value(SymbolicNumber(.zero, 42)))
    #expect(try location(0x30, 0x20, 0x9f) == .value(SymbolicNumber(.zero, -1)))
    #expect(
      try location(0xa3, 0x01, 0x55, 0x9f) == .value(SymbolicNumber(.entryRegister(5), 0)))
    #expect(try location(0x75, 0x04, 0x06, 0x9f) == .value(.other))
  }

  @Test func arithmetic() throws {
    // (7 - 3) * 5 | 1, shifted left by 2.
    #expect(
      try location(0x37, 0x33, 0x1c, 0x35, 0x1e, 0x31, 0x21, 0x32, 0x24, 0x9f)
        == .value(SymbolicNumber(.zero, 84)))
    #expect(try location(0x37, 0x30, 0x1b, 0x9f) == .value(.other))
    // Of two addresses in one register the difference is known.
    #expect(try location(0x70, 0x18, 0x70, 0x08, 0x1c, 0x9f) == .value(SymbolicNumber(.zero, 16)))
  }

  @Test func branches() throws {
    // 1 bra +1; 5 (skipped); 7
    #expect(
      try location(0x31, 0x28, 0x01, 0x00, 0x35, 0x37, 0x9f) == .value(SymbolicNumber(.zero, 7)))
    // A loop without end stops.
    #expect(try location(0x2f, 0xfd, 0xff) == nil)
  }

  @Test func piecesKeepTheirPlaces() throws {
    // 8 bytes in rax, 4 bytes nowhere, 4 bytes of memory.
    let parts = try pieces([0x50, 0x93, 0x08, 0x93, 0x04, 0x91, 0x00, 0x93, 0x04])
    #expect(
      parts == [
        LocationPiece(bitOffset: 0, bitSize: 64, location: .register(0)),
        LocationPiece(bitOffset: 64, bitSize: 32, location: .none),
        LocationPiece(
          bitOffset: 96, bitSize: 32, location: .memory(SymbolicNumber(.frameBase, 0))),
      ])
  }

  @Test func damagedExpressionsHaveNoPieces() throws {
    #expect(try pieces([0x22]).isEmpty)
    #expect(try pieces([0x91]).isEmpty)
    #expect(try pieces([0x07]).isEmpty)
    #expect(try pieces([0x93]).isEmpty)
    #expect(try pieces([]) == [LocationPiece(bitOffset: 0, bitSize: nil, location: .none)])
  }
}
