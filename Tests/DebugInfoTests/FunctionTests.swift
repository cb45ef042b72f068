// Functions, their scopes and their inlined calls against nm, llvm-symbolizer and gdb.

import DebugInfo
import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct FunctionTests {
  @Test(arguments: Flavour.all + Flavour.split)
  func functionsAreTheSymbolsOfNm(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    let functions = module.units.flatMap { $0.functions() }
    let plain = try symbols(in: workspace.require("nm", ["-S", "--defined-only", program]))
    let demangled = try symbols(in: workspace.require("nm", ["-CS", "--defined-only", program]))
    for function in functions {
      let entry = try #require(function.entry)
      #expect(plain[entry.raw]?.contains { $0.size == function.ranges[0].size } == true)
      let name = (function.linkageName ?? function.name).description
      // Constructors and destructors have several symbols; gcc gives static functions no linkage name.
      let isVariant = name.contains("C4E") || name.contains("D4E") || name.hasPrefix("~")
      #expect(isVariant || plain[entry.raw]?.contains { $0.name.contains(name) } == true, "\(name)")
      // DWARF 2 has no namespaces; the demangler writes results and arguments of templates.
      let qualified = function.qualifiedName.text.split(separator: "<")[0]
      #expect(
        flavour.name == "gcc 2"
          || demangled[entry.raw]?.contains { $0.name.contains(qualified) } == true, "\(qualified)")
    }
    let names = Set(functions.map(\.name.description))
    #expect(names.isSuperset(of: ["main", "second_function", "push", "make_point"]))
  }

  /// gcc's nested functions, which its OpenMP regions are too, have code outside of that of the function around them.
  @Test func nestedFunctionsAreFoundByAddress() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(
      """
      int outer(int x) {
        if (x > 1) {
          int inner(int y) { return y + x; }
          return inner(3);
        }
        return x;
      }
      int main(int argc, char **argv) { (void)argv; return outer(argc); }
      """)
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    let functions = module.units.flatMap { $0.functions() }
    #expect(Set(functions.map(\.name.description)).isSuperset(of: ["outer", "inner", "main"]))
    for function in functions {
      let entry = try #require(function.entry)
      let found = function.die.unit.function(containing: entry)
      #expect(found?.name.description == function.name.description)
      #expect(found?.entry == entry)
    }
  }

  /// Size and name of the functions in nm's output, by their address.
  private func symbols(in output: String) -> [UInt64: [(size: UInt64, name: String)]] {
    let found = output.matches(of: /([0-9a-f]{16}) ([0-9a-f]{16}) [TtWw] (.+)/).map {
      (UInt64($0.1, radix: 16) ?? 0, (size: UInt64($0.2, radix: 16) ?? 0, name: String($0.3)))
    }
    return Dictionary(found.map { ($0.0, [$0.1]) }, uniquingKeysWith: +)
  }

  /// For every third byte of code: function, file and line of each frame, innermost first.
  /// llvm-symbolizer 14 knows no dwz, and loses the scopes of some split units.
  @Test(arguments: Flavour.all.filter { $0.name != "gcc dwz" })
  func inlinedCallsAreThoseOfSymbolizer(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    let tables = Dictionary(
      uniqueKeysWithValues: module.units.map { (ObjectIdentifier($0), $0.lineTable()) })
    // llvm-symbolizer 14 knows no zstd; the package stands beside the program.
    try workspace.require("objcopy", ["--decompress-debug-sections", "program"])
    for function in module.units.flatMap({ $0.functions() }) {
      let table = try #require(tables[ObjectIdentifier(function.die.unit)] ?? nil)
      for range in function.ranges {
        let addresses = Array(stride(from: range.start.raw, to: range.end.raw, by: 3))
        let output = try workspace.require(
          "llvm-symbolizer",
          ["--functions=short", "--basenames", "--obj=program"]
            + addresses.map { "0x" + String($0, radix: 16) })
        let expected = output.split(separator: "\n").map(String.init)
        let found = addresses.flatMap { frames(function, Address($0), table) }
        expectEqual(found, expected, "\(flavour.name) \(function.name)")
      }
    }
  }

  /// Name and place of each frame, innermost first, as llvm-symbolizer prints them.
  private func frames(_ function: DwarfFunction, _ address: Address, _ table: LineTable) -> [String]
  {
    var lines: [String] = []
    let row = table.row(at: address)
    var place = (file: UInt64(row?.file ?? 0), line: row?.line ?? 0, column: row?.column ?? 0)
    func add(_ name: ByteString) {
      let file = table.path(ofFile: place.file)?.text.split(separator: "/").last ?? "??"
      lines += [name.description, "\(file):\(place.line):\(place.column)"]
    }
    for index in function.scopes(at: address).reversed() {
      guard case .inlined(let call) = function.scopes[index].kind else { continue }
      add(call.name)
      place = (call.position?.file ?? 0, call.position?.line ?? 0, call.position?.column ?? 0)
    }
    add(function.name)
    return lines
  }

  /// The same code with its debug information in one piece, which other tests compare with other readers.
  @Test(arguments: Flavour.split)
  func splitFunctionsAreThoseOfTheWholeProgram(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let split = try describe(flavour.build(in: workspace))
    var whole = flavour
    whole.flags.removeAll { $0 == "-gsplit-dwarf" }
    whole.after = []
    let other = try Workspace()
    let expected = try describe(whole.build(in: other)).map {
      $0.replacingOccurrences(of: other.url.path, with: workspace.url.path)
    }
    #expect(expected.count > 20)
    expectEqual(split, expected, flavour.name)
  }

  /// Everything of all functions, one line for each scope and variable.
  private func describe(_ program: String) throws -> [String] {
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    #expect(module.problems.isEmpty)
    var lines: [String] = []
    for unit in module.units.filter(\.isCompileUnit) {
      let table = unit.lineTable()
      func place(_ position: SourcePosition?) -> String {
        guard let position else { return "nowhere" }
        let path = table?.path(ofFile: position.file)?.text ?? "?"
        return "\(path):\(position.line):\(position.column)"
      }
      for function in unit.functions().sorted(by: { $0.ranges[0].start < $1.ranges[0].start }) {
        lines.append("\(function.qualifiedName.text) \(place(function.position))")
        for scope in function.scopes {
          lines.append("  scope \(scope.parent ?? -1) \(scope.ranges)")
          if case .inlined(let call) = scope.kind {
            lines.append("  inlined \(call.qualifiedName.text) \(place(call.position))")
          }
          for variable in scope.variables {
            lines.append(
              "    \(variable.name) \(variable.type?.tag.rawValue ?? 0)"
                + " \(variable.type?.name?.description ?? "-") \(variable.isArtificial)")
          }
        }
        lines += function.calls.map { "  call \($0.returnAddress?.raw ?? 0) \($0.scope)" }
      }
    }
    return lines
  }

  @Test(arguments: Flavour.all)
  func variablesAreThoseOfGdb(_ flavour: Flavour) throws {
    let workspace = try Workspace()
    let program = try flavour.build(in: workspace)
    let module = try ModuleDebugInfo.open(program)
    defer { withExtendedLifetime(module) {} }
    for function in module.units.flatMap({ $0.functions() }) where function.name == "push" {
      let entry = try #require(function.entry)
      let output = try workspace.require(
        "gdb", ["-nx", "-batch", "-ex", "info scope *\(entry)", program])
      let expected = Set(output.matches(of: #/ymbol (\w+) is /#).map { String($0.1) })
      let found = Set(function.scopes.flatMap(\.variables).map(\.name.description))
      #expect(found == expected, "\(output)")
    }
  }

  @Test func everythingOfAKnownFunctionIsRead() throws {
    let workspace = try Workspace()
    try workspace.write(
      """
      struct s { int x; };
      static int *keep;
      int known(struct s *first, unsigned long second) {
        int outer = 1;
        { char inner = 2; static int lasting; keep = &lasting; outer += inner + (int)second; }
        return outer + first->x;
      }
      int main() { struct s s = {1}; return known(&s, 2); }
      """, to: "t.c")
    try workspace.require("gcc", ["-gdwarf-5", "-O0", "t.c", "-o", "t"])
    let module = try ModuleDebugInfo.open(workspace.path("t"))
    defer { withExtendedLifetime(module) {} }
    let function = try #require(
      module.units.flatMap { $0.functions() }.first { $0.name == "known" })
    #expect(function.isExternal)
    #expect(function.linkageName == nil)
    #expect(function.type?.name?.description == "int")
    #expect(function.frameBase?.form == .exprloc)
    #expect(function.position?.line == 3)
    #expect(function.scopes.count == 2)
    let body = function.scopes[0].variables
    #expect(body.map(\.name.description) == ["first", "second", "outer"])
    #expect(body.map(\.isParameter) == [true, true, false])
    #expect(body.map { $0.type?.tag } == [.pointerType, .baseType, .baseType])
    #expect(body[0].type?.reference(.type)?.name?.description == "s")
    #expect(body.allSatisfy { $0.location != nil })
    let inner = function.scopes[1].variables
    #expect(inner.map(\.name.description) == ["inner", "lasting"])
    #expect(function.scopes[1].parent == 0)
  }
}
