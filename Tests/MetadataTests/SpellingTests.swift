// Spelling of types against gdb's.

import Foundation
import Metadata
import TestSupport
import Testing
import TypeModel

@Suite struct SpellingTests {
  /// What `whatis` says of variables; gdb sets a blank before brackets, and none of ours.
  private func whatis(_ names: [String], of program: String, _ workspace: Workspace) throws
    -> [String]
  {
    let commands = names.flatMap { ["-ex", "whatis \($0)"] }
    let output = try workspace.require("gdb", ["-batch", "-nx", program] + commands)
    return output.split(separator: "\n").filter { $0.hasPrefix("type = ") }.map {
      $0.dropFirst("type = ".count).replacingOccurrences(of: " [", with: "[")
    }
  }

  private func compare(_ names: [String], _ program: String, _ workspace: Workspace) throws {
    let metadata = try buildMetadata(program)
    let expected = try whatis(names, of: program, workspace)
    try #require(expected.count == names.count)
    for (name, spelling) in zip(names, expected) {
      let type = try #require(try metadata.variable(name).type)
      #expect(String(bytes: type.spelling) == spelling, "\(name)")
    }
  }

  @Test(arguments: ["gcc", "clang"]) func cIsSpelledAsGdbDoes(_ compiler: String) throws {
    let workspace = try Workspace()
    let source = """
      #include <stddef.h>
      typedef struct node { struct node *next; } node_t; typedef int vector_t[3];
      typedef struct { int x; } point; enum e { A }; union u { int i; };
      char *v1[4]; void (*v2)(int, char *); int (*v3)[3]; const char *v4; char *const v5 = 0;
      node_t v6; struct node *v7; size_t v8; point v9; enum e v10; union u v11; int v12[2][3];
      int (*(*v13)(const char *, ...))(void); volatile unsigned long long v14; signed char v15;
      unsigned short v16; const node_t *const *v17; vector_t v18; struct { int q; } v19;
      void *(*v20[2])(void **, size_t); struct opaque *v21; long double v22; _Bool v23;
      int (*v24)(); char *restrict v25; const char v26[] = "text"; vector_t *v27;
      int main(void) { return 0; }
      """
    let program = try workspace.compile(
      [try workspace.write(source, to: "a.c")], with: compiler, ["-g", "-w", "-std=gnu17"])
    try compare((1...27).map { "v\($0)" }, program, workspace)
  }

  @Test(arguments: ["g++", "clang++"]) func cxxIsSpelledAsGdbDoes(_ compiler: String) throws {
    let workspace = try Workspace()
    let source = """
      namespace ns { template <class T> struct Foo { T t; struct Inner { int i; } inner; }; enum class E { A };
        struct A { int m; void f(int) const; }; inline namespace v1 { struct V { int i; }; } }
      void ns::A::f(int) const {}
      namespace { struct Hidden { int h; }; Hidden w1; }
      ns::Foo<int> w2; ns::Foo<int>::Inner w3; int ns::A::*w4; int w5; int &w6 = w5; int &&w7 = 7;
      ns::E w8; ns::V w9; const ns::A *w10; void (*w11)(ns::A &, const ns::Foo<char> &);
      decltype(nullptr) w12; char16_t w13; wchar_t w14; bool w15; ns::Foo<ns::Foo<short>> w16;
      int main() { return w1.h + w6 + w7; }
      """
    let program = try workspace.compile(
      [try workspace.write(source, to: "a.cpp")], with: compiler, ["-g", "-w"])
    // gdb 13 says that a nullptr_t is an int.
    let names = (2...16).filter { $0 != 12 }.map { "w\($0)" }
    try compare(names, program, workspace)
    let metadata = try buildMetadata(program)
    let null = try metadata.typeOfVariable("w12")
    #expect(String(bytes: null.spelling) == "decltype(nullptr)")
    let hidden = try metadata.typeOfVariable("(anonymous namespace)::w1")
    #expect(String(bytes: hidden.spelling) == "(anonymous namespace)::Hidden")
  }

  @Test func concreteSpellingResolvesTypedefs() throws {
    let workspace = try Workspace()
    let source = """
      #include <stddef.h>
      typedef struct node { int v; } node_t; typedef struct { int x; } point; typedef const node_t frozen;
      node_t a; size_t b; point c; node_t d[4]; frozen e; const point f[2]; node_t *g;
      int main(void) { return 0; }
      """
    let metadata = try buildMetadata(
      try workspace.compile([try workspace.write(source, to: "a.c")], ["-g", "-w"]))
    let expected = [
      "a": "struct node", "b": "unsigned long", "c": "point", "d": "struct node[4]",
      "e": "struct node", "f": "point[2]", "g": "node_t *",
    ]
    for (name, spelling) in expected {
      let type = try #require(try metadata.variable(name).type)
      #expect(String(bytes: type.concreteSpelling) == spelling, "\(name)")
    }
    let node = try metadata.typeOfVariable("a")
    #expect(String(bytes: node.concreteSpelling(arrayOf: 16)) == "struct node[16]")
    #expect(String(bytes: node.spelling(declaring: Array("x[2]".utf8))) == "struct node x[2]")
  }
}
