// Expressions and views over a running program, against what gdb prints of the same process.

import Foundation
import Inspection
import Metadata
import Primitives
import Rendering
import TargetMemory
import TestSupport
import Testing

@Suite(.serialized) struct ExpressionLiveTests {
  static let source =
    prelude + """
      #include <uchar.h>
      #include <wchar.h>
      wchar_t wide[8] = L"wide"; const wchar_t *wide_text = wide; const char16_t narrow[] = u"xy";
      struct point { int x, y; };
      struct node { struct node *next; int value; char name[16]; void *data; };
      enum color { RED, GREEN = 5, BLUE };
      enum flags { F_A = 1, F_B = 2, F_C = 4 };
      typedef struct node node_t;
      struct all {
        unsigned a : 3; int b : 5; unsigned long c : 40; enum color color; double d; float f;
        long double ld; char ch; signed char sc; unsigned char uc; _Bool flag; short sh;
        int (*fn)(int); int arr[300]; union { int i; float f; } u; struct { int p, q; }; int m[2][3];
        struct point points[2]; const char *names[2];
      };
      struct flex { int n; int items[]; };
      static node_t *head; struct all everything; void *opaque; enum flags mask = F_A | F_C;
      struct flex *flexible; unsigned long big = 0xfedcba9876543210; node_t *freed;
      const char *hostile = "\\033[31mred\\n\\"";
      static int twice(int x) { static int calls = 3; calls++; return 2 * x; }
      static node_t *push(int v) {
        node_t *n = malloc(sizeof *n);
        n->next = head; n->value = v; snprintf(n->name, 16, "node %d", v); n->data = head;
        return head = n;
      }
      int main(void) {
        for (int i = 0; i < 4; i++) push(i);
        struct all e = { .a = 5, .b = -3, .c = 123456789012, .color = GREEN, .d = 0.1, .f = 1.5, .ld = 2.25L,
          .ch = 'x', .sc = -1, .uc = 200, .flag = 1, .sh = -7, .fn = twice, .p = 1, .q = 2 };
        everything = e; everything.arr[250] = 9; everything.u.f = 1; everything.m[1][2] = 6;
        everything.points[1].y = 4; everything.names[0] = "a";
        flexible = malloc(sizeof *flexible + 5 * sizeof(int)); flexible->n = 5;
        for (int i = 0; i < 5; i++) flexible->items[i] = i * i;
        opaque = push(99); freed = malloc(sizeof *freed); free(freed); head->next->data = head; twice(2);
        fact("head", head); fact("opaque", opaque); ready();
      }
      """

  /// Written so that gdb and Scry lay them out alike.
  static let expressions = [
    "head->value", "head->next->next->value", "(*head).value", "everything.a", "everything.b",
    "everything.c", "everything.color", "everything.d", "everything.f", "everything.ld",
    "everything.ch", "everything.sc", "everything.uc", "everything.sh", "everything.arr[250]",
    "everything.u", "everything.p", "everything.q", "everything.m", "everything.m[1]",
    "everything.m[1][2]", "everything.points", "everything.points[1].y", "everything.arr",
    "everything.arr[248]@4", "twice::calls", "big", "big >> 60", "sizeof(struct node)",
    "sizeof(everything)", "sizeof(head->name)", "sizeof(node_t)",
    "&everything.arr[3] - everything.arr",
    "head == opaque", "head != 0", "!head", "head->next && head->value > 3",
    "everything.arr[250] * 2 + 1",
    "((struct node *)opaque)->value", "((node_t *)opaque)->next->value", "*&head->value",
    "-everything.b",
    "everything.b < everything.a", "everything.d * 2", "everything.f + 1", "GREEN", "BLUE + 1",
    "(enum color)5", "(char)head->value", "*everything.arr@3", "flexible->items[3]", "flexible->n",
    "head->name[0]", "(long)head == (long)opaque", "everything.arr[everything.arr[250] + 241]",
    "(unsigned char)everything.sc", "everything.sc == -1 ? 10 : 20", "~everything.a",
    "everything.ch + 1",
  ]

  private func withScope(_ body: (InspectorScope, Subject) throws -> Void) throws {
    let workspace = try Workspace()
    let program = try workspace.compile(Self.source)
    let subject = try Subject([program], withAgent: true)
    defer { subject.end() }
    let inspector = try Inspector(target: subject.target(), metadata: MainProgram(program))
    try body(InspectorScope(inspector), subject)
  }

  private func shown(_ text: String, _ scope: InspectorScope, width: Int = 10_000) throws -> String
  {
    let value = try ExpressionEvaluator(scope: scope).evaluate(Array(text.utf8))
    return ValueText(width: width).text(of: ViewBuilder.view(of: value, in: scope)).plain
  }

  @Test func valuesAreThoseThatGdbPrints() throws {
    try withScope { scope, subject in
      let commands = Self.expressions.flatMap { ["-ex", "output \($0)", "-ex", "echo \\n"] }
      let result = try Tool.run(
        ["gdb", "-nx", "-batch", "-p", "\(subject.pid)", "-ex", "echo @@@\\n"] + commands)
      let lines = (result.output.components(separatedBy: "@@@\n").last ?? "")
        .split(separator: "\n").map(String.init)
      try #require(lines.count >= Self.expressions.count, "\(result.output)")
      for (expression, gdb) in zip(Self.expressions, lines) {
        let own = Self.octal(try shown(expression, scope))
        #expect(Self.same(own, gdb), "\(expression): \(own), gdb: \(gdb)")
      }
    }
  }

  /// gdb writes bytes in octal, Scry in hexadecimal.
  private static func octal(_ text: String) -> String {
    text.replacing(/\\x([0-9a-f]{2})/) { match in
      let digits = String(UInt8(match.1, radix: 16) ?? 0, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }

  /// gdb writes floating values with all digits, and an anonymous truncated array with `...`.
  private static func same(_ own: String, _ gdb: String) -> Bool {
    if own == gdb { return true }
    let (a, b) = (numbers(own), numbers(gdb))
    return a.text == b.text && a.values == b.values
  }

  /// A text with its decimal numbers taken out and rounded to a float's precision.
  private static func numbers(_ text: String) -> (text: String, values: [Float]) {
    var rest = ""
    var values: [Float] = []
    for word in text.split(
      omittingEmptySubsequences: false, whereSeparator: { " {},=".contains($0) })
    {
      if let value = Float(word) { values.append(value) } else { rest += word + " " }
    }
    return (rest, values)
  }

  @Test func pointersSayWhatTheyPointTo() throws {
    try withScope { scope, subject in
      let head = try subject.address("head")
      let next = try scope.memory.pointer(at: head).description
      #expect(try shown("head->next", scope) == "\(next) → struct node")
      #expect(try shown("everything.fn", scope).hasSuffix(" <twice>"))
      #expect(try shown("freed", scope).hasSuffix(" <dangling: freed struct node>"))
      #expect(try shown("(int *)16", scope) == "0x10 <dangling: not mapped>")
      #expect(try shown("everything.names[0]", scope).hasSuffix(" \"a\""))
      #expect(try shown("everything.names[1]", scope) == "NULL")
      #expect(try shown("&head", scope).hasSuffix(" <head>"))
    }
  }

  @Test func voidPointersTakeTheTypeOfTheirObject() throws {
    try withScope { scope, subject in
      let value = try ExpressionEvaluator(scope: scope).evaluate(Array("*opaque".utf8))
      #expect(String(decoding: value.type.spelling, as: UTF8.self) == "struct node")
      #expect(try shown("opaque->value", scope) == "99")
      #expect(try shown("*flexible", scope) == "{n = 5, items = {0, 1, 4, 9, 16}}")
      #expect(try shown("mask", scope) == "F_A|F_C")
      #expect(try shown("(enum flags)9", scope) == "F_A|0x8")
    }
  }

  @Test func textsAreComparedWithLiterals() throws {
    try withScope { scope, _ in
      for (expression, truth) in [
        ("head->name == \"node 99\"", "1"), ("head->name == \"node 9\"", "0"),
        ("\"node 99\" != head->name", "0"), ("everything.names[0] == \"a\"", "1"),
        ("everything.names[1] == \"a\"", "0"), ("head->next->value == 3", "1"),
      ] {
        let found = try shown(expression, scope)
        #expect(found == truth, "\(expression)")
      }
      #expect(throws: ExpressionError.self) { try shown("head->value == \"3\"", scope) }
    }
  }

  @Test func conditionsPickObjectsByTheirMembers() throws {
    try withScope { scope, subject in
      let head = try subject.address("head")
      let node = try ExpressionEvaluator(scope: scope).evaluate(Array("*head".utf8))
      let type = try #require(node.type.declared)
      func holds(_ text: String) throws -> Bool {
        let condition = try ObjectCondition(Array(text.utf8), in: scope)
        return try condition.holds(for: type, at: head)
      }
      #expect(try holds("value > 98 && name == \"node 99\""))
      #expect(try !holds("value == 3 || next == 0"))
      #expect(try holds("next->next->value == 2 && big != 0"))
      #expect(throws: ExpressionError.self) { try holds("nothing == 1") }
    }
  }

  @Test func cyclesEnd() throws {
    try withScope { scope, _ in
      let value = try ExpressionEvaluator(scope: scope).evaluate(Array("head".utf8))
      var limits = ViewLimits()
      limits.followedPointers = 50
      let view = ViewBuilder.view(of: value, in: scope, limits: limits)
      let text = ValueText().text(of: view).plain
      #expect(text.contains("<shown above>"))
      #expect(text.components(separatedBy: "value = ").count == 6)
    }
  }

  @Test func stringsOfTheTargetAreEscaped() throws {
    try withScope { scope, _ in
      let text = try shown("hostile", scope)
      #expect(text.hasSuffix(" \"\\x1b[31mred\\n\\\"\""))
    }
  }

  /// In C they are typedefs of integers.
  @Test func wideCharactersAreText() throws {
    try withScope { scope, _ in
      let wide = try shown("wide", scope)
      #expect(wide == "U\"wide\"")
      #expect(try shown("wide_text + 1", scope).hasSuffix(" U\"ide\""))
      #expect(try shown("narrow", scope) == "u\"xy\"")
      #expect(try shown("*(int (*)[2])wide", scope) == "{119, 105}")
    }
  }

  @Test func whatIsNotThereIsSaidWithItsPlace() throws {
    try withScope { scope, _ in
      let evaluator = ExpressionEvaluator(scope: scope)
      for (text, reason, range) in [
        ("head->nope", .noMember(Array("nope".utf8), of: Array("node_t".utf8)), 0..<10),
        ("1 + nothing", .unknownName(Array("nothing".utf8)), 4..<11),
        ("(struct none *)0", .unknownType(Array("struct none".utf8)), 1..<14),
        ("*(int *)16 + 1", .unreadable(Address(16)), 0..<10),
        ("head.value.x", .notARecord(Array("int".utf8)), 0..<10),
        ("*everything.a", .notAPointer(Array("unsigned int".utf8)), 1..<13),
        ("&everything.a", .noAddress, 0..<13),
      ] as [(String, ExpressionError.Reason, Range<Int>)] {
        #expect(throws: ExpressionError(reason, at: range), "\(text)") {
          let value = try evaluator.evaluate(Array(text.utf8))
          _ = try evaluator.evaluate(Array("(\(text)) + 0".utf8))
          Issue.record("\(text) gave \(value)")
        }
      }
    }
  }
}

/// Tables of one program alone: those of its libraries take longer to build than these tests to run.
struct MainProgram: MetadataSource {
  private let cache: MetadataCache
  private let path: String

  init(_ path: String) {
    self.path = path
    cache = MetadataCache(root: nil)
  }

  func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? {
    guard path.hasSuffix(self.path) || path.contains("map_files") else { return nil }
    return cache.metadata(forFileAt: self.path, buildID: buildID)
  }

  func cached(buildID: [UInt8]) -> ModuleMetadata? { nil }
}
