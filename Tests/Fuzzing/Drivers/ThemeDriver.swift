// Themes: files of the user's.

import Foundation
import Primitives
import Rendering
import TestSupport

/// A theme with everything in it that a theme can have.
enum ThemeDriver: FuzzDriver {
  static let name = "theme"

  private static let theme = #"""
    {
      "description": "caf\u00e9 \ud83d\ude00",
      "styles": {"type": ["bold #ff8700 on black", "208", "bright-red"], "plain": "", "bar": "on 12"},
      "display": [
        {"type": "struct *", "label": "{peer->host}:{port} {{x}}", "style": "good"},
        {"type": "ns::box<?>", "first": ["a", "b"], "hide": ["c"], "open": "fold"}
      ]
    }
    """#

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    let bytes = Array(theme.utf8)
    return [FuzzSeed("theme", bytes, places: [0..<bytes.count])]
  }

  static func run(_ input: FuzzInput) -> Bool {
    let file = ThemeFile(Array(input.bytes), name: "fuzzed", fallback: nil)
    for problem in file.problems { _ = problem.text }
    let adapted = ColourDepth.allCases.map { file.theme.adapted(to: $0) }
    for style in Style.allCases { _ = adapted.map { $0.look(of: style).parameters(for: .eight) } }
    for rule in file.theme.rules { _ = rule.pattern.matches(Array("struct box<struct x>".utf8)) }
    return file.problems.isEmpty && file.theme.rules.count == 2
  }
}
