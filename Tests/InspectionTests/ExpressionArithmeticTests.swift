// Arithmetic, conversions and constants of expressions, against what gdb makes of them.

import Foundation
import Inspection
import Rendering
import Testing

@Suite struct ExpressionArithmeticTests {
  /// Expressions whose value and type must be those that gdb gives.
  static let expressions = [
    "1+2*3", "7/2", "-7/2", "-7%3", "7-10", "1<<31", "1u<<31", "1l<<40", "-1>>1", "~0", "~0u",
    "!5", "!0", "3>2", "3>2>1", "-1<0u", "-1l<0u", "1==1.0", "0x7fffffff+1", "0xffffffff",
    "0xffffffff+1", "4294967296", "2147483648", "9223372036854775807", "0777", "0x10ul",
    "'a'", "'a'+1", "'\\n'", "'\\x41'", "'\\101'", "1.5+1", "1/2.0", "7.0/2", "1e3",
    "(char)65", "(unsigned char)300", "(short)70000", "(int)3.99", "(int)-3.99", "(long)-1",
    "(unsigned)-1", "(unsigned long)-1", "(float)0.1", "(double)1", "sizeof(int)",
    "sizeof(long double)", "sizeof(char)", "sizeof 1", "sizeof(int[10])", "sizeof(void*)",
    "sizeof(int (*)[3])", "1?2:3", "0?2:3", "1&&0", "0||2", "5&6", "5|6", "5^6", "1<<2+1",
    "2*(3+4)", "- -5", "+5", "10-3-2", "100/10/2", "1<2==1", "(1)", "1 + sizeof(short)",
    "(long)1<<40", "(char)-1 < 0", "(unsigned char)200 + (unsigned char)100",
  ]

  @Test func valuesAreThoseOfGdb() throws {
    let gdb = try Self.gdb(Self.expressions)
    for (expression, expected) in zip(Self.expressions, gdb) {
      let value = try ExpressionEvaluator(scope: EmptyScope()).evaluate(Array(expression.utf8))
      let view = ViewBuilder.view(of: value, in: EmptyScope())
      let shown = ValueText().text(of: view).plain
      let type = String(decoding: value.type.spelling, as: UTF8.self)
      #expect(Self.same(shown, expected.value), "\(expression): \(shown), gdb: \(expected.value)")
      // Without a program gdb takes sizeof for an int; C says size_t.
      if !expression.contains("sizeof") {
        #expect(type == expected.type, "\(expression): type")
      }
    }
  }

  /// gdb writes doubles with all their digits; the shortest form names the same number.
  private static func same(_ shown: String, _ expected: String) -> Bool {
    if shown == expected { return true }
    guard let a = Double(shown), let b = Double(expected) else { return false }
    return a == b || Float(a) == Float(b) && expected.contains(".")
  }

  private static func gdb(_ expressions: [String]) throws -> [(value: String, type: String)] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gdb")
    process.arguments =
      ["-nx", "-batch", "-ex", "set architecture i386:x86-64", "-ex", "set language c"]
      + expressions.flatMap { ["-ex", "output \($0)", "-ex", "echo \\n", "-ex", "whatis \($0)"] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix("The target architecture") }
    try #require(lines.count == expressions.count * 2)
    return (0..<expressions.count).map { index in
      (lines[index * 2], String(lines[index * 2 + 1].dropFirst("type = ".count)))
    }
  }

  @Test(arguments: [
    ("1/0", ExpressionError.Reason.divisionByZero), ("1 +", .expected("a value")),
    ("(1", .expected("')'")), ("1 2", .expected("an operator or the end")),
    ("f(1)", .changesTarget), ("x = 1", .changesTarget), ("++x", .changesTarget),
    ("'ab", .unterminated), ("09", .badNumber), ("1.2.3", .badNumber),
    ("18446744073709551616", .badNumber), ("''", .badCharacter), ("#", .unexpectedByte(0x23)),
    ("nothing", .unknownName(Array("nothing".utf8))), ("&1", .noAddress),
    ("1.5 & 1", .badOperand(Array("double".utf8))),
    ("(struct foo *)0", .unknownType(Array("struct foo".utf8))),
  ])
  func whatIsWrongIsSaid(expression: String, reason: ExpressionError.Reason) {
    #expect {
      _ = try ExpressionEvaluator(scope: EmptyScope()).evaluate(Array(expression.utf8))
    } throws: {
      ($0 as? ExpressionError)?.reason == reason
    }
  }

  @Test(arguments: [
    String(repeating: "(", count: 5000), String(repeating: "-", count: 5000) + "1",
    String(repeating: "*", count: 8000), String(repeating: "1+", count: 4000) + "1",
    "(" + String(repeating: "int(*", count: 1000), String(repeating: "a::", count: 2700),
    String(repeating: "sizeof ", count: 1100) + "1", String(repeating: "[", count: 8000),
    String(repeating: "1?", count: 4000), String(repeating: "x", count: 9000),
    String(repeating: "a<", count: 4000), String(repeating: "int(", count: 2000),
  ])
  func depthIsBounded(expression: String) {
    var scope = EmptyScope()
    scope.typeNames = ["int", "a"]
    #expect(throws: ExpressionError.self) {
      _ = try ExpressionEvaluator(scope: scope).evaluate(Array(expression.utf8))
    }
  }

  @Test func typeNamesAreReadFromTheInsideOut() throws {
    let names = [
      "int", "char *", "int *[3]", "int (*)[3]", "int (*)(char, ...)", "void (*(*)(int))(char)",
      "int (*[4])(void)", "const char *", "char * const", "unsigned long", "int [2][3]",
      "const volatile int *", "int &",
    ]
    for name in names {
      let syntax = try ExpressionParser.parseType(Array(name.utf8), oracle: EmptyScope())
      let type = try ExpressionEvaluator(scope: EmptyScope()).type(syntax)
      let spelling = String(decoding: type.spelling, as: UTF8.self)
      #expect(spelling == name.replacingOccurrences(of: " [", with: "["))
    }
  }
}
