// Which types a rule is for, and what a label's template is.

import Rendering
import Testing

@Suite struct DisplayRuleTests {
  @Test(arguments: [
    ("struct conn", "struct conn", true), ("struct conn", "struct conn2", false),
    ("struct *", "struct conn", true), ("*conn*", "struct connection", true),
    ("std::vector<*, *>", "std::vector<int, std::allocator<int>>", true), ("?at", "cat", true),
    ("?at", "at", false), ("*", "", true), ("", "", true), ("", "x", false),
    ("*a*a*a*b", String(repeating: "a", count: 3000), false), ("a*c", "abcbc", true),
  ])
  func patternsAreForWholeSpellings(pattern: String, spelling: String, fits: Bool) {
    #expect(TypePattern(Array(pattern.utf8)).matches(Array(spelling.utf8)) == fits)
  }

  @Test(arguments: [
    ("{peer}:{port}", true), ("plain", true), ("", true), ("{{x}}", true), ("{a}{{", true),
    ("{", false), ("}", false), ("{}", false), ("{ }", false), ("a}b", false), ("{a", false),
    (String(repeating: "x", count: 1001), false),
  ])
  func bracesHaveExpressions(template: String, isSound: Bool) {
    #expect((ObjectLabel(parsing: Array(template.utf8)) != nil) == isSound)
  }
}
