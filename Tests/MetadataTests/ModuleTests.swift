// Variables, functions and lines of whole modules, and what several units together say.

import DebugInfo
import Foundation
import Metadata
import Primitives
import TestSupport
import Testing
import TypeModel

@Suite struct ModuleTests {
  @Test(arguments: ["gcc", "clang"]) func variablesAreFoundByAddress(_ compiler: String) throws {
    let workspace = try Workspace()
    let source = """
      #include <stdio.h>
      struct pair { int x, y; }; struct pair pairs[4]; static long hidden = 5; const char text[] = "hi";
      __thread int first = 1; __thread struct pair second; extern int alias __attribute__((alias("real")));
      int real = 3;
      int main(void) {
        static short counter = 2;
        printf("pairs %p\\nhidden %p\\ntext %p\\ncounter %p\\nmain %p\\n", (void *)pairs, (void *)&hidden,
          (void *)text, (void *)&counter, (void *)main);
        return first + second.x + counter + alias;
      }
      """
    let program = try workspace.compile(
      [try workspace.write(source, to: "a.c")], with: compiler, ["-g", "-no-pie", "-w"])
    let output = try? workspace.require("sh", ["-c", "\(program); true"])
    let metadata = try buildMetadata(program)
    for line in try #require(output).split(separator: "\n") {
      let words = line.split(separator: " ")
      let address = try #require(Address(parsing: words[1]))
      if words[0] == "main" {
        #expect(metadata.function(containing: address).map { String(bytes: $0.name) } == "main")
        let place = try #require(metadata.line(at: address))
        #expect(place.line == 5 && String(bytes: place.file).hasSuffix("/a.c"))
        continue
      }
      let found = try #require(metadata.staticVariable(containing: address), "\(line)")
      #expect(String(bytes: found.name) == words[0] && found.address == address)
    }
    let counter = try metadata.variable("counter")
    #expect(counter.isLocal && String(bytes: counter.function) == "main")
    #expect(try metadata.variable("text").isReadOnly)
    #expect(try !metadata.variable("hidden").isReadOnly)
    let pairs = try metadata.variable("pairs")
    let inside = metadata.staticVariable(containing: pairs.address + 31)
    #expect(inside?.address == pairs.address && pairs.size == 32)
    #expect(metadata.staticVariable(containing: pairs.address + 32)?.address != pairs.address)
    let second = try metadata.variable("second")
    #expect(second.isThreadLocal && metadata.threadLocal(containing: second.address.raw) != nil)
    let alias = metadata.statics(containing: try metadata.variable("real").address)
    #expect(Set(alias.map { String(bytes: $0.name) }) == ["real", "alias"])
    #expect(alias.allSatisfy { $0.type?.spelling == Array("int".utf8) })
  }

  /// gcc's split DWARF gives the addresses of their initial values.
  @Test(arguments: ["gcc", "clang"]) func threadLocalsOfSplitDwarf(_ compiler: String) throws {
    let workspace = try Workspace()
    let source = """
      struct pair { int x, y; }; __thread long first = 1; __thread struct pair second = { 2, 3 };
      __thread int third; int main(void) { return first + second.x + third; }
      """
    let program = try workspace.compile(
      [try workspace.write(source, to: "a.c")], with: compiler, ["-g", "-gsplit-dwarf"])
    let metadata = try buildMetadata(program)
    for (name, type) in [("first", "long"), ("second", "struct pair"), ("third", "int")] {
      let variable = try metadata.variable(name)
      #expect(variable.isThreadLocal && variable.address.raw < 24, "\(name)")
      #expect(variable.type.map { String(bytes: $0.spelling) } == type, "\(name)")
    }
  }

  /// clang describes a class of a type unit again where types are defined inside it, without its name.
  @Test(arguments: ["g++", "clang++"]) func typesInsideClassesOfTypeUnits(_ compiler: String)
    throws
  {
    let workspace = try Workspace()
    let source = """
      namespace ns { class Outer { struct Inner; Inner *inner; public: Outer(); int value() const; };
        struct Outer::Inner { int x = 4; }; Outer::Outer() : inner(new Inner) {}
        int Outer::value() const { return inner->x; } }
      ns::Outer outer; int main() { return outer.value(); }
      """
    let program = try workspace.compile(
      [try workspace.write(source, to: "a.cc")], with: compiler, ["-g", "-fdebug-types-section"])
    let outer = try buildMetadata(program).typeOfVariable("outer")
    let inner = try #require(outer.members.first?.type?.target)
    #expect(String(bytes: inner.spelling) == "ns::Outer::Inner" && inner.size == 4)
  }

  @Test func vtablesAreThoseOfTheirClasses() throws {
    let workspace = try Workspace()
    let source = """
      namespace ns { template <class T> struct Base { virtual ~Base() {} T t; };
        struct Derived : Base<unsigned long> { int d; }; }
      ns::Derived derived; ns::Base<const char *> text; int main() { return derived.d; }
      """
    for compiler in ["g++", "clang++"] {
      let metadata = try buildMetadata(
        try workspace.compile([try workspace.write(source, to: "a.cpp")], with: compiler, ["-g"]))
      for name in ["ns::Derived", "ns::Base<unsigned long>", "ns::Base<char const*>"] {
        let table = try metadata.variable("vtable for \(name)")
        #expect(table.isVTable && table.isReadOnly)
        #expect(table.type.map { String(bytes: $0.spelling) } == name, "\(compiler)")
      }
    }
  }

  @Test func unitsCompleteEachOtherAndDifferentTypesStayApart() throws {
    let workspace = try Workspace()
    let sources = try [
      "struct shared; struct own { int a; }; struct shared *s1; struct own *o1; struct own v1;",
      "struct shared { long l; }; struct own { char c[9]; }; struct shared s2; struct own *o2; struct own v2;",
      "struct shared; struct own; struct shared *s3; struct own *o3; int main(void) { return 0; }",
    ].enumerated().map { try workspace.write($1, to: "u\($0).c") }
    let metadata = try buildMetadata(try workspace.compile(sources))
    let shared = metadata.types(named: Array("shared".utf8))
    #expect(shared.count == 1 && shared.first?.size == 8)
    for name in ["s1", "s3"] {
      #expect(try metadata.typeOfVariable(name).target == shared.first, "\(name)")
    }
    #expect(try metadata.typeOfVariable("o1").target == metadata.typeOfVariable("v1"))
    #expect(try metadata.typeOfVariable("o2").target == metadata.typeOfVariable("v2"))
    let unknown = try #require(try metadata.typeOfVariable("o3").target)
    #expect(unknown.isIncomplete)
    #expect(TypeUniverse([metadata.table]).definitions(of: unknown).count == 2)
    #expect(TypeUniverse([metadata.table]).definition(of: unknown) == nil)
  }

  @Test func theSameFileWhateverTheThreads() throws {
    let path = "/usr/bin/python3.11"
    let one = try buildBytes(path, 1)
    #expect(try one == buildBytes(path, 2))
    #expect(try one == buildBytes(path, 5))
  }

  /// Every struct of CPython against what gdb makes of the same debug information.
  @Test func structsOfPythonAreAsGDBSeesThem() throws {
    let workspace = try Workspace()
    let metadata = try buildMetadata("/usr/bin/python3.11")
    try #require(metadata.hasDebugInfo)
    var ours: [String: String] = [:]
    for index in 0..<metadata.table.typeCount {
      guard let type = metadata.table.type(UInt32(index)), type.kind == .structure,
        !type.isIncomplete, !type.isAnonymous, !type.name.isEmpty
      else { continue }
      let members = type.members.map { member in
        let bit = member.offset * 8 + Int64(member.bitShift)
        return "\(String(bytes: member.name)):\(bit):\(member.bitSize ?? 0)"
      }
      ours[String(bytes: type.name)] = "\(type.size ?? 0) " + members.joined(separator: " ")
    }
    #expect(ours.count > 200)
    try workspace.write(ours.keys.sorted().joined(separator: "\n"), to: "names")
    let script = """
      import gdb
      for name in open('names').read().split('\\n'):
        try: t = gdb.lookup_type('struct ' + name)
        except gdb.error: continue  # a type of a function
        print('=', name, t.sizeof, *['%s:%d:%d' % (f.name or '', f.bitpos, f.bitsize) for f in t.fields()])
      """
    let file = try workspace.write(script, to: "layout.py")
    let output = try workspace.require("gdb", ["-batch", "-nx", "/usr/bin/python3.11", "-x", file])
    var compared = 0
    var ambiguous = 0
    for line in output.split(separator: "\n") where line.hasPrefix("= ") {
      let words = line.split(separator: " ", maxSplits: 2)
      let name = String(words[1])
      // Names that files define differently: gdb picks one.
      if metadata.types(named: Array(name.utf8)).filter({ $0.kind == .structure }).count > 1 {
        ambiguous += 1
        continue
      }
      compared += 1
      #expect(ours[name] == String(words[2]).trimmingCharacters(in: .whitespaces), "\(name)")
    }
    #expect(compared > 200 && ambiguous < 50)
  }
}
