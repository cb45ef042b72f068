// The program whose containers the tests look at, in every build that must give the same answers.

import Foundation
import Inspection
import Rendering
import TestSupport
import Testing

/// A build of a test program.
struct ContainerBuild: Sendable, CustomTestStringConvertible {
  var compiler: String
  var options: [String]

  var testDescription: String { ([compiler] + options).joined(separator: " ") }

  static let all = [
    ContainerBuild(compiler: "g++", options: ["-O0"]),
    ContainerBuild(compiler: "g++", options: ["-O2"]),
    ContainerBuild(compiler: "clang++", options: ["-O0"]),
    ContainerBuild(compiler: "clang++", options: ["-O2"]),
  ]
}

/// A running program that has containers.
final class ContainerSubject {
  let subject: Subject
  let scope: InspectorScope
  private let workspace = Result { try Workspace() }

  init(_ source: String, _ build: ContainerBuild, standard: String = "c++20") throws {
    let program = try workspace.get().compile(
      prelude + source, as: "containers", build.options + ["-std=\(standard)"],
      compiler: build.compiler, extension: "cpp")
    subject = try Subject([program], withAgent: true)
    scope = InspectorScope(
      try Inspector(target: subject.target(), metadata: MainProgram(program)))
  }

  deinit { subject.end() }

  /// What `scry print` shows behind the type.
  func shown(_ text: String, limits: ViewLimits = ViewLimits()) throws -> String {
    let value = try ExpressionEvaluator(scope: scope).evaluate(Array(text.utf8))
    let view = ViewBuilder.view(of: value, in: scope, limits: limits)
    return ValueText(width: 10_000).text(of: view).plain
  }

  func json(_ text: String) throws -> String {
    let value = try ExpressionEvaluator(scope: scope).evaluate(Array(text.utf8))
    return String(decoding: ViewBuilder.view(of: value, in: scope).json.encoded, as: UTF8.self)
  }
}

/// One of everything, with values that both Scry and gdb can only have read.
let containerSource = """
  #include <any>
  #include <array>
  #include <atomic>
  #include <bitset>
  #include <chrono>
  #include <complex>
  #include <deque>
  #include <forward_list>
  #include <functional>
  #include <list>
  #include <map>
  #include <memory>
  #include <optional>
  #include <queue>
  #include <set>
  #include <span>
  #include <stack>
  #include <string>
  #include <string_view>
  #include <tuple>
  #include <unordered_map>
  #include <unordered_set>
  #include <variant>
  #include <vector>

  struct Account { long number; double balance; };
  struct Shape { virtual ~Shape() = default; int sides = 3; };
  struct Square : Shape { double edge = 2.5; };
  static int twice(int x) { return 2 * x; }

  std::string small = "short", large(40, 'x'), with_null("a\\\\0b", 3), empty_string;
  std::wstring wide = L"w\\\\u00efde";
  std::u16string u16 = u"sixteen";
  std::vector<int> numbers{1, 2, 3}, none;
  std::vector<bool> flags{true, false, true, true};
  std::vector<std::string> names{"one", "two", std::string(30, 'y')};
  std::vector<std::vector<int>> nested{{1}, {}, {2, 3}};
  std::map<int, Account> accounts{{7, {7, 1.5}}, {3, {3, 2.5}}};
  std::map<std::string, std::vector<int>> lists{{"p", {2, 3, 5}}, {"q", {}}};
  std::set<double> prices{2.5, 1.5};
  std::multimap<int, char> many{{1, 'a'}, {1, 'b'}};
  std::multiset<short> bag{4, 4, 1};
  std::unordered_map<std::string, int> words{{"hello", 5}};
  std::unordered_map<int, Account> index_of{{5, {5, 0.5}}};
  std::unordered_set<float> seen{1.25f};
  std::unordered_multimap<int, int> pairs{{1, 2}};
  std::list<Account> visited{{1, 2.5}, {3, 4.5}};
  std::list<int> empty_list;
  std::map<int, int> empty_map;
  std::forward_list<double> forward{1.5, 2.5};
  std::deque<short> shorts;
  std::array<int, 4> four{4, 3, 2, 1};
  std::array<int, 0> zero{};
  std::stack<int> pile;
  std::priority_queue<int> urgent;
  std::unique_ptr<Shape> owned = std::make_unique<Square>();
  std::unique_ptr<int[]> ints(new int[3]{7, 8, 9});
  std::unique_ptr<int> nothing;
  std::shared_ptr<Account> shared = std::make_shared<Account>(Account{12, 34.5}), other = shared;
  std::weak_ptr<Account> weak = shared, expired;
  std::optional<int> maybe = 5, no;
  std::variant<int, std::string, double> choice = "chosen", number_choice = 2.5;
  std::any anything = 42, boxed = std::string("boxed"), any_none;
  std::function<int(int)> call = twice, nobody;
  std::tuple<int, std::string, double> triple{1, "two", 3.5};
  std::pair<int, std::string> couple{1, "one"};
  std::string_view viewed = "viewed";
  std::span<int> window(numbers);
  std::span<int, 2> fixed(numbers.data(), 2);
  std::complex<double> z{1.5, -2.5};
  std::atomic<int> counter{11};
  std::atomic<double> ratio{0.25};
  std::bitset<5> bits{0b10011};
  std::chrono::milliseconds delay{250};

  int main() {
    for (int i = 0; i < 300; i++) shorts.push_back(i);
    shorts.pop_front();
    for (int i = 0; i < 3; i++) pile.push(i), urgent.push(i * 100);
    { auto gone = std::make_shared<Account>(); expired = gone; }
    ready();
    return twice(large.size() + call(1)) + nobody.operator bool();
  }
  """.replacingOccurrences(of: "\\\\", with: "\\")
