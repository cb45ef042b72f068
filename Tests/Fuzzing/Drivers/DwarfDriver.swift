// ELF files with DWARF 4 and 5 of two compilers: everything that is read of them, and the table that is built of it.

import DebugInfo
import Foundation
import Metadata
import Primitives
import TestSupport
import TypeModel

/// Small C++ programs.
enum DwarfDriver: FuzzDriver {
  static let name = "dwarf"

  /// Compilers and flags.
  static let flavours: [(name: String, compiler: String, flags: [String])] = [
    ("gcc-4", "g++", ["-gdwarf-4", "-O0"]), ("gcc-5", "g++", ["-gdwarf-5", "-O2"]),
    ("gcc-types", "g++", ["-gdwarf-5", "-fdebug-types-section", "-O1"]),
    ("gcc-zlib", "g++", ["-gdwarf-5", "-gz=zlib", "-O2"]),
    ("clang-4", "clang++", ["-gdwarf-4", "-O2"]), ("clang-5", "clang++", ["-gdwarf-5", "-O0"]),
  ]

  private static let program = """
    #include <cstdlib>
    #include <cstring>
    namespace shapes {
    struct Point { int x, y; unsigned flag : 3; };
    struct Shape { virtual ~Shape() {} virtual long area() const = 0; Point at; };
    template <class T> struct Square : virtual Shape { T side; long area() const override { return (long)(side * side); } };
    enum class Colour : unsigned char { red, green };
    }
    union Word { int number; char text[8]; struct { short low, high; }; };
    static Word *words;
    static inline int add_up(const int *values, int count) {
      int sum = 0;
      for (int i = 0; i < count; i++) { int doubled = values[i] * 2; sum += doubled; }
      return sum;
    }
    static __attribute__((noinline)) Word *make(int count) {
      return (Word *)calloc((size_t)count, sizeof(Word));
    }
    int main(int argc, char **argv) {
      int values[8];
      int room[argc + 4];
      memset(values, argc, sizeof values);
      memset(room, 0, sizeof room);
      words = make(argc);
      shapes::Square<double> *square = new shapes::Square<double>;
      square->side = argc;
      { int block = add_up(values, 8); if (block == 7) return room[block & 3]; }
      return (int)square->area() + words->number + (int)strlen(argv[0]);
    }
    """

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    try flavours.map { flavour in
      let program = try workspace.compile(
        Self.program, as: "dwarf-\(flavour.name)", flavour.flags, compiler: flavour.compiler,
        extension: "cc")
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program)))
      return FuzzSeed(flavour.name, bytes, places: try ElfPlaces.of(bytes) { _ in true })
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    let store = ByteStore(adopting: input.bytes) { _ in }
    guard let elf = try? ElfFile(store: store) else { return false }
    let module = ModuleDebugInfo(path: "/nowhere/program", elf: elf)
    DebugInfoWalk.walk(module)
    guard input.number % 4 == 0,
      let table = MetadataBuilder.build(module, options: BuiltTables.options)
    else { return !module.units.isEmpty }
    let types = (try? TypeTable(store: ByteStore(copying: table)))?.typeCount ?? 0
    return types > 10
  }
}

/// Where an ELF file's headers and the sections that are read here are.
enum ElfPlaces {
  static func of(_ bytes: [UInt8], where wanted: (String) -> Bool) throws -> [Range<Int>] {
    let elf = try ElfFile(store: ByteStore(copying: bytes), allowingRelocatable: true)
    let headers = 64 * elf.sections.count
    var places = [0..<64, 64..<512, (bytes.count - headers)..<bytes.count]
    let prefixes = [
      ".debug", ".gnu_debug", ".rela", ".sym", ".str", ".note", ".plt", ".eh_frame", ".text",
      ".dyn",
    ]
    for section in elf.sections where section.kind != .nobits && section.size > 0 {
      let name = section.name.description
      guard wanted(name), prefixes.contains(where: { name.hasPrefix($0) }) else { continue }
      places.append(Int(section.fileOffset)..<Int(section.fileOffset + section.size))
    }
    return places
  }
}
