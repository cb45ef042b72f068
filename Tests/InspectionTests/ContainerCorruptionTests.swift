// Containers whose words were overwritten say so, and their members are shown as they are.

import Foundation
import Inspection
import Testing

@Suite(.serialized) struct ContainerCorruptionTests {
  /// Stray writes into containers made in static memory, which nothing destroys.
  static let source = """
    #include <deque>
    #include <forward_list>
    #include <list>
    #include <map>
    #include <memory>
    #include <new>
    #include <optional>
    #include <string>
    #include <unordered_map>
    #include <variant>
    #include <vector>
    #define MAKE(type, name, ...) \\
      alignas(type) static unsigned char name##_bytes[sizeof(type)]; \\
      type &name = *new (name##_bytes) type __VA_ARGS__;
    typedef std::vector<int> V; typedef std::list<int> L; typedef std::map<int, int> M;
    typedef std::unordered_map<int, int> H; typedef std::variant<int, float> Choice;
    MAKE(V, reversed, {1, 2, 3}) MAKE(V, partial, {1, 2, 3}) MAKE(V, huge, {1, 2})
    MAKE(V, unmapped, {1}) MAKE(V, freed, {1, 2, 3, 4, 5, 6}) MAKE(V, outside, {1, 2})
    MAKE(L, cyclic, {1, 2, 3}) MAKE(L, counted, {1, 2, 3}) MAKE(L, broken, {1, 2, 3})
    MAKE(M, tree_loop, {{1, 1}, {2, 2}, {3, 3}}) MAKE(M, tree_count, {{1, 1}, {2, 2}})
    MAKE(M, tree_wild, {{1, 1}, {2, 2}}) MAKE(H, hash_loop, {{1, 1}, {2, 2}})
    MAKE(std::forward_list<int>, ring, {1, 2, 3})
    MAKE(std::string, long_string, (50, 'x')) MAKE(std::string, short_string, ("short"))
    MAKE(std::shared_ptr<int>, lost, (new int(5))) MAKE(Choice, no_alternative, (1))
    MAKE(std::optional<int>, half, (1)) MAKE(std::deque<int>, queue, (5, 7))
    MAKE(std::deque<char>, full_queue, (5, 'x'))
    static void set(void *object, int word, uint64_t value) {
      memcpy((char *)object + 8 * word, &value, 8);
    }
    static uint64_t get(void *object, int word) {
      uint64_t value; memcpy(&value, (char *)object + 8 * word, 8); return value;
    }
    static void *at(void *object, int word) { return (void *)get(object, word); }
    int main() {
      set(&reversed, 1, get(&reversed, 0) - 4);
      set(&partial, 1, get(&partial, 1) - 1);
      set(&huge, 1, get(&huge, 0) + (1ull << 40)); set(&huge, 2, get(&huge, 1));
      set(&unmapped, 0, 0x1000); set(&unmapped, 1, 0x1010); set(&unmapped, 2, 0x1010);
      set(&outside, 1, get(&outside, 0) + 64); set(&outside, 2, get(&outside, 1));
      ::operator delete(at(&freed, 0));
      void *second = at(at(&cyclic, 0), 0);
      set(second, 0, get(&cyclic, 0)); set(&cyclic, 2, 100);
      set(&counted, 2, 7);
      set(at(at(&broken, 0), 0), 1, 0x1234);
      set(at(&tree_loop, 2), 2, get(&tree_loop, 2));
      set(&tree_count, 5, 9);
      set(at(&tree_wild, 2), 3, 0x4141414141414141);
      set(at(at(&hash_loop, 2), 0), 0, get(&hash_loop, 2)); set(&hash_loop, 3, 1000);
      set(at(at(&ring, 0), 0), 0, get(&ring, 0));
      set(&long_string, 1, 1 << 20); set(&short_string, 1, 99);
      set(&lost, 1, 0x10);
      ((unsigned char *)&no_alternative)[4] = 17; ((unsigned char *)&half)[4] = 200;
      set(&queue, 9, get(&queue, 5) - 64);
      set(&full_queue, 6, ~0ull); set(&full_queue, 7, 0); set(&full_queue, 9, get(&full_queue, 5) + 8);
      ready();
      _exit(0);
    }
    """

  static let reasons: [(name: String, start: String)] = [
    ("reversed", "std::vector <corrupt: end before start> {"),
    ("partial", "std::vector <corrupt: no whole number of elements> {"),
    ("huge", "std::vector <corrupt: cannot read 0x"),
    ("unmapped", "std::vector <corrupt: cannot read 0x1000> {"),
    ("freed", "std::vector <corrupt: 0x"),
    ("outside", "std::vector <corrupt: reaches beyond its block"),
    ("cyclic", "std::list <corrupt: cycle at node 0x"),
    ("counted", "std::list <corrupt: 3 of 7 found> {"),
    ("broken", "std::list <corrupt: broken link at node 0x"),
    ("tree_loop", "std::map <corrupt: broken link at node 0x"),
    ("tree_count", "std::map <corrupt: 2 of 9 found> {"),
    ("tree_wild", "std::map <corrupt: cannot read 0x4141414141414141> {"),
    ("hash_loop", "std::unordered_map <corrupt: cycle at node 0x"),
    ("ring", "std::forward_list <corrupt: cycle at node 0x"),
    ("long_string", "std::basic_string <corrupt: size 1048576, capacity 50> {"),
    ("short_string", "std::basic_string <corrupt: size 99, capacity 16> {"),
    ("lost", "std::shared_ptr <corrupt: cannot read 0x18> {"),
    ("no_alternative", "std::variant <corrupt: no alternative 17> {"),
    ("half", "std::optional <corrupt: no alternative 200> {"),
    ("queue", "std::deque <corrupt: end before start> {"),
    ("full_queue", "std::deque <corrupt: size 18446744073709551615, capacity 512> {"),
  ]

  @Test(arguments: [ContainerBuild.all[0], ContainerBuild.all[2]])
  func corruptContainersSayWhy(_ build: ContainerBuild) throws {
    var build = build
    build.options.append("-fno-strict-aliasing")
    let program = try ContainerSubject(Self.source, build, standard: "c++17")
    for (name, start) in Self.reasons {
      let text = try program.shown(name)
      #expect(text.hasPrefix(start) && text.contains("> {"), "\(name): \(text)")
    }
    #expect(try program.shown("freed").contains(" was freed> {"))
  }

  /// Random bytes over every container: any answer is right that comes, and comes soon.
  @Test func noiseIsSurvived() throws {
    let source = """
      #include <deque>
      #include <list>
      #include <map>
      #include <memory>
      #include <string>
      #include <unordered_map>
      #include <variant>
      #include <vector>
      struct Noise {
        std::vector<int> a; std::list<int> b; std::map<int, int> c; std::unordered_map<int, int> d;
        std::deque<int> e; std::string f; std::shared_ptr<int> g; std::variant<int, std::string> h;
        std::vector<bool> i; std::map<std::string, std::vector<std::string>> j;
      };
      static Noise filled{{1, 2}, {3, 4}, {{5, 6}, {7, 8}}, {{9, 10}}, {11}, "a string of some length",
        std::make_shared<int>(5), "text", {true, false}, {{"k", {"v"}}}};
      static unsigned char bytes[200][sizeof(Noise)];
      Noise *noise = (Noise *)bytes;
      int main() {
        srand(1);
        for (auto &each : bytes) {
          memcpy(each, (void *)&filled, sizeof each);
          for (int n = 0; n < 20; n++) {
            uint64_t *word = (uint64_t *)each + rand() % (sizeof each / 8);
            switch (rand() % 4) {
            case 0: *word = rand(); break;
            case 1: *word += 8 * (rand() % 64) - 256; break;
            case 2: *word = (uint64_t)((char *)&filled + rand() % sizeof filled); break;
            case 3: *word = ~0ull; break;
            }
          }
        }
        ready();
        _exit(0);
      }
      """
    let program = try ContainerSubject(source, ContainerBuild.all[0], standard: "c++17")
    var corrupt = 0
    for index in 0..<200 {
      corrupt += try program.shown("noise[\(index)]").components(separatedBy: "<corrupt").count - 1
    }
    #expect(corrupt > 500)
  }
}
