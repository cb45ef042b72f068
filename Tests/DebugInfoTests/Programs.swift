// The programs that the tests compile, and the ways to compile them.

import TestSupport
import Testing

/// A way to build the sample programs.
struct Flavour: CustomTestStringConvertible, Sendable {
  var name: String
  var compiler: String
  var flags: [String]
  /// Run in the workspace after linking, on `program`.
  var after: [[String]] = []

  var testDescription: String { name }

  static let all: [Flavour] = [
    Flavour(name: "gcc 4", compiler: "g++", flags: ["-gdwarf-4", "-O1"]),
    Flavour(name: "gcc 5", compiler: "g++", flags: ["-gdwarf-5", "-O2"]),
    Flavour(name: "gcc 3", compiler: "g++", flags: ["-gdwarf-3", "-gstrict-dwarf"]),
    Flavour(name: "gcc 2", compiler: "g++", flags: ["-gdwarf-2", "-gstrict-dwarf"]),
    Flavour(name: "gcc 64-bit", compiler: "g++", flags: ["-gdwarf-5", "-gdwarf64"]),
    Flavour(
      name: "gcc 4 types", compiler: "g++", flags: ["-gdwarf-4", "-fdebug-types-section"]),
    Flavour(
      name: "gcc 5 types", compiler: "g++", flags: ["-gdwarf-5", "-fdebug-types-section"]),
    Flavour(name: "gcc zlib", compiler: "g++", flags: ["-gdwarf-5", "-gz=zlib"]),
    Flavour(name: "gcc old zlib", compiler: "g++", flags: ["-gdwarf-4", "-gz=zlib-gnu"]),
    Flavour(
      name: "gcc functions", compiler: "g++",
      flags: ["-gdwarf-5", "-O2", "-ffunction-sections", "-Wl,--gc-sections"]),
    Flavour(name: "clang 4", compiler: "clang++", flags: ["-gdwarf-4", "-O1"]),
    Flavour(name: "clang 5", compiler: "clang++", flags: ["-gdwarf-5", "-O2"]),
    Flavour(
      name: "clang 5 types", compiler: "clang++", flags: ["-gdwarf-5", "-fdebug-types-section"]),
    Flavour(name: "clang 5 zstd", compiler: "clang++", flags: ["-gdwarf-5", "-gz=zstd"]),
    Flavour(
      name: "gcc dwz", compiler: "g++", flags: ["-gdwarf-4", "-O1"],
      after: [["cp", "program", "other"], ["dwz", "-m", "common", "program", "other"]]),
  ]

  static let split: [Flavour] = [
    Flavour(name: "gcc 4 split", compiler: "g++", flags: ["-gdwarf-4", "-gsplit-dwarf", "-O1"]),
    Flavour(name: "gcc 5 split", compiler: "g++", flags: ["-gdwarf-5", "-gsplit-dwarf", "-O2"]),
    Flavour(
      name: "gcc 4 split types", compiler: "g++",
      flags: ["-gdwarf-4", "-gsplit-dwarf", "-fdebug-types-section"]),
    Flavour(
      name: "gcc 5 split types", compiler: "g++",
      flags: ["-gdwarf-5", "-gsplit-dwarf", "-fdebug-types-section"]),
    Flavour(name: "clang 4 split", compiler: "clang++", flags: ["-gdwarf-4", "-gsplit-dwarf"]),
    Flavour(
      name: "clang 5 split", compiler: "clang++", flags: ["-gdwarf-5", "-gsplit-dwarf", "-O2"]),
    Flavour(
      name: "clang 5 split types", compiler: "clang++",
      flags: ["-gdwarf-5", "-gsplit-dwarf", "-fdebug-types-section"]),
    Flavour(
      name: "gcc 4 dwp", compiler: "g++", flags: ["-gdwarf-4", "-gsplit-dwarf", "-O1"],
      after: [["dwp", "-e", "program"], ["rm", "first.dwo", "second.dwo"]]),
    Flavour(
      name: "clang 5 dwp", compiler: "clang++",
      flags: ["-gdwarf-5", "-gsplit-dwarf", "-O2", "-fdebug-types-section"],
      after: [
        ["llvm-dwp", "-e", "program", "-o", "program.dwp"], ["rm", "first.dwo", "second.dwo"],
      ]),
  ]

  /// Compiles both sources and links them into `program`.
  func build(in workspace: Workspace) throws -> String {
    try workspace.write(Programs.first, to: "first.cpp")
    try workspace.write(Programs.second, to: "second.cpp")
    for source in ["first", "second"] {
      try workspace.require(compiler, flags + ["-c", "\(source).cpp", "-o", "\(source).o"])
    }
    try workspace.require(compiler, flags + ["first.o", "second.o", "-o", "program"])
    for command in after { try workspace.require(command[0], Array(command.dropFirst())) }
    return workspace.path("program")
  }
}

enum Programs {
  /// Namespaces, classes, templates, inlining, blocks, a nested type, a variable with a long name.
  static let first = """
    #include <cstdlib>
    #include <cstring>
    namespace outer { namespace inner {
    struct Point { int x, y; long weight() const; };
    class Shape { public: virtual ~Shape() {} virtual double area() const = 0; protected: Point at; };
    class Square : public Shape { public: double side; double area() const override { return side * side; } };
    template <class T> struct Box { T value; Box *next; static inline T twice(T v) { return v + v; } };
    enum class Colour : unsigned char { red, green };
    } }
    using namespace outer::inner;
    namespace { int hidden = 3; }
    long Point::weight() const { return (long)x * y; }
    static inline int add_up(const int *values, int count) {
      int sum = 0;
      for (int i = 0; i < count; i++) { int doubled = values[i] * 2; sum += doubled; }
      return sum;
    }
    extern "C" int second_function(Point *p, void **out);
    int use_box(int v) { Box<int> b{v, nullptr}; Box<double> d{1.5, nullptr};
      return Box<int>::twice(b.value) + (int)Box<double>::twice(d.value); }
    void *make_point(int x, int y) {
      Point *p = (Point *)malloc(sizeof *p);
      if (!p) abort();
      p->x = x; p->y = y;
      return p;
    }
    int main(int argc, char **argv) {
      int values[8];
      memset(values, argc, sizeof values);
      Square s; s.side = argc;
      void *out = nullptr;
      Point *p = (Point *)make_point(argc, hidden);
      { int inner_block = add_up(values, 8); if (inner_block == 7) return use_box(inner_block); }
      return second_function(p, &out) + (int)s.area() + (int)p->weight();
    }
    """

  static let second = """
    #include <cstdio>
    #include <cstdlib>
    struct Node { Node *next; union { int number; char *text; } u; unsigned flag : 3; };
    namespace outer { namespace inner { struct Point { int x, y; long weight() const; }; } }
    static Node *head;
    static __attribute__((noinline)) Node *push(int number) {
      Node *n = (Node *)calloc(1, sizeof(Node));
      n->u.number = number; n->next = head; head = n;
      return n;
    }
    extern "C" int second_function(outer::inner::Point *p, void **out) {
      for (int i = 0; i < p->x; i++) *out = push(i);
      puts("done");
      return head ? head->u.number : 0;
    }
    """
}
