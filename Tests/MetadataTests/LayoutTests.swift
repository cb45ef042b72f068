// Layouts against what the program itself says, and digests across compilers, DWARF versions and ways to store them.

import Foundation
import Metadata
import TestSupport
import Testing
import TypeModel

@Suite struct LayoutTests {
  /// How a program is built: compiler, flags, and what is done to it afterwards.
  struct Build: CustomStringConvertible, Sendable {
    var compiler: String
    var flags: [String]
    var usesDwz = false

    var description: String {
      "\(compiler) \(flags.joined(separator: " "))\(usesDwz ? " dwz" : "")"
    }
  }

  static let builds: [Build] =
    ["gcc", "clang"].flatMap { compiler in
      [
        ["-gdwarf-4"], ["-gdwarf-5"], ["-g", "-O2"], ["-gdwarf-4", "-fdebug-types-section"],
        ["-gdwarf-5", "-fdebug-types-section"], ["-gdwarf-5", "-gsplit-dwarf"],
        ["-gdwarf-4", "-gsplit-dwarf"], ["-g", "-gz"],
      ].map { Build(compiler: compiler, flags: $0) }
        + [Build(compiler: compiler, flags: ["-gdwarf-4"], usesDwz: true)]
    } + [
      Build(compiler: "gcc", flags: ["-gdwarf-3", "-gstrict-dwarf"]),
      Build(compiler: "gcc", flags: ["-gdwarf-2", "-gstrict-dwarf"]),
    ]

  /// A program that prints, for each member, where its bits are: it sets them and looks.
  static let source = """
    #include <stdio.h>
    #include <string.h>
    #include <stddef.h>
    typedef unsigned long count_t;
    struct inner { char c; short s; };
    union either { int i; double d; char text[5]; };
    struct sample {
      char first; long second; struct inner nested; struct inner many[3]; union either u;
      unsigned a : 3; int b : 9; unsigned long long c : 33; _Bool d : 1; char last;
      count_t counted; const char *text; int grid[2][5];
      struct { int x; int y; }; union { float f; unsigned bits; } named;
      enum { RED, GREEN = 7 } colour; void (*call)(int, ...); struct sample *next;
    } sample;
    struct flexible { int count; struct inner items[]; } *flexible;
    struct __attribute__((packed)) tight { char c; long l; short s : 5; short t : 11; } tight;
    typedef struct { int px, py; } point;
    point origin;
    static void show(const char *name, size_t size) {
      size_t first = (size_t)-1, last = 0;
      const unsigned char *bytes = (const unsigned char *)&sample;
      for (size_t bit = 0; bit < size * 8; bit++)
        if (bytes[bit / 8] >> bit % 8 & 1) { if (first == (size_t)-1) first = bit; last = bit; }
      printf("sample %s %zu %zu\\n", name, first, last - first + 1);
    }
    #define BITS(m) memset(&sample, 0, sizeof sample), sample.m = -1, show(#m, sizeof sample)
    #define PLACE(t, m) printf(#t " " #m " %zu %zu\\n", offsetof(struct t, m) * 8, sizeof ((struct t *)0)->m * 8)
    int main(void) {
      BITS(a); BITS(b); BITS(c); BITS(d);
      PLACE(sample, first); PLACE(sample, second); PLACE(sample, nested); PLACE(sample, many);
      PLACE(sample, u); PLACE(sample, last); PLACE(sample, counted); PLACE(sample, text);
      PLACE(sample, grid); PLACE(sample, named); PLACE(sample, colour); PLACE(sample, call);
      PLACE(sample, next); PLACE(inner, s); PLACE(flexible, count); PLACE(tight, l);
      printf("size sample %zu\\nsize flexible %zu\\nsize tight %zu\\nsize inner %zu\\n",
        sizeof sample, sizeof *flexible, sizeof tight, sizeof (struct inner));
      return origin.px + (flexible != 0);
    }
    """

  private static func build(_ build: Build, in workspace: Workspace) throws -> String {
    let program = try workspace.compile(
      [try workspace.write(source, to: "sample.c")], with: build.compiler, build.flags + ["-w"])
    if build.usesDwz { try workspace.require("dwz", [program]) }
    return program
  }

  @Test(arguments: builds) func membersAreWhereTheProgramSeesThem(_ build: Build) throws {
    let workspace = try Workspace()
    let program = try Self.build(build, in: workspace)
    let metadata = try buildMetadata(program)
    let truth = try workspace.require(program).split(separator: "\n").map {
      $0.split(separator: " ")
    }
    #expect(truth.count == 24)
    for fact in truth {
      if fact[0] == "size" {
        let type = try #require(definition(String(fact[1]), metadata))
        #expect(type.size == UInt64(fact[2]), "\(fact)")
        continue
      }
      let type = try #require(definition(String(fact[0]), metadata))
      let member = try #require(type.members.first { $0.name == Array(fact[1].utf8) }, "\(fact)")
      let first = member.offset * 8 + Int64(member.bitShift)
      let bits = member.bitSize.map { UInt64($0) } ?? (member.type?.size ?? 0) * 8
      #expect(first == Int64(fact[2]) && bits == UInt64(fact[3]), "\(fact)")
    }
  }

  private func definition(_ name: String, _ metadata: ModuleMetadata) -> UniqType? {
    let found = metadata.types(named: Array(name.utf8)).filter { !$0.isIncomplete && $0.isRecord }
    return found.count == 1 ? found[0] : nil
  }

  @Test func everyBuildGivesTheSameDigests() throws {
    let names = ["sample", "inner", "either", "flexible", "tight", "point", "count_t"]
    var seen: [String: [UInt64: [String]]] = [:]
    for build in Self.builds {
      let workspace = try Workspace()
      let metadata = try buildMetadata(try Self.build(build, in: workspace))
      for name in names {
        for type in metadata.types(named: Array(name.utf8)) {
          seen[name, default: [:]][type.digest, default: []].append(build.description)
        }
      }
    }
    for name in names { #expect(seen[name]?.count == 1, "\(name): \(seen[name] ?? [:])") }
  }

  @Test func anotherLayoutGivesAnotherDigest() throws {
    let workspace = try Workspace()
    let variants = [
      "struct s { int a; int b; };", "struct s { int b; int a; };", "struct s { int a; long b; };",
      "struct s { int a; unsigned b; };", "struct s { int a; int b : 31; };",
      "struct s { int a; int b; int c[0]; };", "union s { int a; int b; };",
      "struct s { int a; struct t *b; };", "struct s { int a; struct u *b; };",
      "struct s { int a; int b[1]; };",
    ]
    var digests: Set<UInt64> = []
    for (index, variant) in variants.enumerated() {
      let tag = variant.hasPrefix("union") ? "union" : "struct"
      let source = try workspace.write(
        "\(variant) \(tag) s v; int main(void) { return 0; }", to: "v.c")
      let metadata = try buildMetadata(try workspace.compile([source], to: "v\(index)"))
      digests.insert(try metadata.typeOfVariable("v").digest)
    }
    #expect(digests.count == variants.count)
  }
}
