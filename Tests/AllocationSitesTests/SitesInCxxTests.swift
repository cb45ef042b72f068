// The types of blocks of C++ programs: new, arrays, containers and smart pointers of libstdc++.

import AgentLayout
import Metadata
import Primitives
import Testing

@Suite struct SitesInCxxTests {
  @Test(arguments: Build.cxx) func everyBlockIsRightOrUnknown(build: Build) throws {
    let program = try TypedProgram(
      Self.source, compiler: build.compiler, flags: build.flags + ["-std=c++17"], suffix: "cpp")
    let checks = try program.checks()
    #expect(checks.count == 13)
    for check in checks {
      // Compilers write the template's arguments each in its own way.
      let found = check.found.replacing(/std::_Rb_tree_node<.*>/, with: "map node")
        .replacing(/std::map<.*>/, with: "std::map")
        .replacing(/.*lambda.*|(class|struct) \{\.\.\.\}/, with: "closure")
      #expect(found == check.expected, "\(check.reasons)")
    }
  }

  /// g++ keeps inlined destructors of which no code is left: nothing is inside them.
  @Test(arguments: Build.cxx) func sitesAreInFunctionsThatHaveCode(build: Build) throws {
    let program = try TypedProgram(
      Self.source, compiler: build.compiler, flags: build.flags + ["-std=c++17"], suffix: "cpp")
    let metadata = ModuleMetadata(table: program.table)
    // Those that free are in destructors too.
    let functions = program.returnAddresses.compactMap { metadata.site(returningTo: $0) }
      .filter { $0.record.flags & SCRY_SITE_FREES.rawValue == 0 }
      .map { String(decoding: $0.function, as: UTF8.self) }
    #expect(functions.contains("main") && functions.allSatisfy { !$0.contains("~") })
  }

  static let source = #"""
    #include <any>
    #include <functional>
    #include <map>
    #include <memory>
    #include <string>
    #include <vector>
    extern "C" void check(const void *, const char *);

    namespace shapes {
    struct Shape { virtual ~Shape() {} virtual double area() const = 0; int id = 0; };
    struct Square : Shape { explicit Square(double s) : side(s) {} double area() const override { return side * side; } double side; };
    struct Point { Point() {} double x = 0, y = 0; };
    struct Big { long words[10]; };
    struct Counted { ~Counted() { x = 0; } int x = 1; };
    }
    __attribute__((noinline)) shapes::Shape *make_square(double s) { return new shapes::Square(s); }

    int main(int argc, char **argv) {
      shapes::Shape *shape = make_square(argc);
      check(shape, "shapes::Square");
      auto point = new shapes::Point; check(point, "shapes::Point");
      auto points = new shapes::Point[argc + 3]; check(points, "shapes::Point[]");
      auto counted = new shapes::Counted[argc + 3]; check(counted, "shapes::Counted[]");
      auto numbers = new int[argc + 9]; numbers[argc] = 1; check(numbers, "int[]");
      auto unique = std::make_unique<shapes::Point>(); check(unique.get(), "shapes::Point");
      std::vector<long> list(argc + 4, 7); check(list.data(), "long[]");
      std::map<int, double> map; map[argc] = 1;
      check(&*map.begin(), "map node at 0, not 32");
      // The characters of strings come from libstdc++'s own code unless the compiler inlines it.
      std::string text(argc + 40, 'x');
      std::vector<std::unique_ptr<shapes::Point>> owners; owners.push_back(std::make_unique<shapes::Point>());
      check(owners[0].get(), "shapes::Point");
      auto bigs = std::make_unique<shapes::Big[]>(argc + 2); check(bigs.get(), "shapes::Big[]");
      std::any any = shapes::Big{}; check(std::any_cast<shapes::Big>(&any), "shapes::Big");
      shapes::Big captured{};
      std::function<long()> function = [captured] { return captured.words[0]; };
      check(*(void **)&function, "closure");
      auto tree = new std::map<int, int>; check(tree, "std::map");
      return function() + list[0] + (int)shape->area() + counted[0].x + (int)text.size() - 1 < 0;
    }
    """#
}
