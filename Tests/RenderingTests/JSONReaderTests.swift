// JSON of people's files: what it says, where, and what is refused.

import Rendering
import Testing

@Suite struct JSONReaderTests {
  private func encoded(_ text: String) throws -> String {
    String(decoding: try JSONDocument(Array(text.utf8)).value.encoded, as: UTF8.self)
  }

  @Test(arguments: [
    (#" {"a": [1, -2.5e3, true], "b": {}} "#, #"{"a":[1,-2.5e3,true],"b":{}}"#),
    (#""\u00e9\ud83d\ude00\n\/""#, "\"é😀\\n/\""), ("[]", "[]"), ("null", "null"), ("0", "0"),
  ])
  func readsValues(text: String, expected: String) throws {
    #expect(try encoded(text) == expected)
  }

  @Test func knowsTheLineOfEveryPart() throws {
    let text = "{\n \"a\": {\n  \"b\": [\n1,\n{\"c\": 2}]},\n\"d\": 3}"
    let document = try JSONDocument(Array(text.utf8))
    let lines = [
      ["a"], ["a", "b"], ["a", "b", "1"], ["a", "b", "1", "c"], ["d"], [], ["a", "x"],
    ]
    .map { document.line(of: $0) }
    #expect(lines == [2, 3, 5, 5, 6, 1, 2])
  }

  @Test(arguments: [
    ("", 1, 1), ("{", 1, 2), ("{\n\"a\" 1}", 2, 5), ("[1,]", 1, 4), ("[1 2]", 1, 4),
    ("01", 1, 2), ("1.", 1, 1), ("-", 1, 1), ("tru", 1, 1), ("\"\n\"", 1, 2), ("\"\\x\"", 1, 2),
    ("\"\\ud800\"", 1, 2), ("\"\\u12\"", 1, 2), ("{} {}", 1, 4), ("{\"a\":1,\n \"a\":2}", 2, 2),
    ("nan", 1, 1), ("{'a':1}", 1, 2),
  ])
  func tellsWhereAnErrorIs(text: String, line: Int, column: Int) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(Array(text.utf8)) }
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test func refusesWhatIsTooDeepTooLargeOrNoText() {
    let reasons: [([UInt8], JSONSyntaxError.Reason)] = [
      (Array(repeating: UInt8(ascii: "["), count: 100_000), .tooDeep(limit: 32)),
      (Array(repeating: UInt8(ascii: " "), count: 300_000), .tooLarge(limit: 1 << 18)),
      ([0x22, 0xFF, 0x22], .notUTF8),
    ]
    for (text, reason) in reasons {
      #expect(throws: JSONSyntaxError.self) { try JSONDocument(text) }
      do { _ = try JSONDocument(text) } catch { #expect(error.reason == reason) }
    }
  }
}
