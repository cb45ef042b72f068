// Themes from the command line: which one counts, what is said of a wrong one, and labels in print and objects.

import Foundation
import TestSupport
import Testing

@Suite struct ThemeTests {
  private static let rules = """
    {
      "styles": {"type": "#010203"},
      "display": [
        {"type": "struct item", "label": "{name} for {price.euros}", "first": ["price"], "hide": ["next", "of"]},
        {"type": "struct price", "label": "{euros},{cents}", "open": "fold"}
      ]
    }
    """

  private func scry(
    _ words: [String], home: URL, _ environment: [String: String] = [:]
  ) throws -> CommandResult {
    let own = Scratch.environment.merging(["XDG_CONFIG_HOME": home.path]) { $1 }
    return try run([BuildFolder.scry] + words, environment: own.merging(environment) { $1 })
  }

  /// Lends a configuration folder with a theme `mine`.
  private func withTheme(_ text: String, _ body: (URL) throws -> Void) throws {
    try Scratch.withFolder { home in
      let folder = home.appending(path: "scry/themes")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: folder.appending(path: "mine.json"))
      try body(home)
    }
  }

  @Test func themesAreListedAndShown() throws {
    try withTheme(Self.rules) { home in
      let list = try scry(["themes", "--json"], home: home)
      let names = try list.text.split(separator: "\n").map {
        try JSONValue.object(of: String($0))["name"]?.string
      }
      #expect(names == ["dark", "high-contrast", "light", "mine", "mono", "solarized"])
      let shown = try scry(
        ["themes", "--color", "always", "mine"], home: home,
        ["TERM": "xterm", "COLORTERM": "truecolor"])
      #expect(shown.text.contains("\u{1B}[38;2;1;2;3m struct conn"))
    }
  }

  @Test func aWrongThemeIsToldAndTheDefaultUsed() throws {
    try withTheme("{\n\"styles\": {\n\"type\": \"pinkish\"}}") { home in
      let result = try scry(["themes", "--json"], home: home, ["SCRY_THEME": "mine"])
      #expect(
        result.errors.contains(
          "mine.json: line 3: styles.type: 'pinkish' is neither a colour nor an attribute"))
      #expect(result.status == .exited(1))
      #expect(try scry(["themes", "--theme", "nix"], home: home).status == .exited(2))
      let missing = try scry(["themes", "dark"], home: home, ["SCRY_THEME": "nix"])
      #expect(missing.status == .exited(0))
      #expect(missing.errors.contains("there is no theme 'nix'"))
    }
  }

  @Test func objectsHaveLabels() throws {
    let target = try TargetProgram(name: "inventory", flavour: "gcc-O0").start()
    let pid = "\(try #require(target.truths.first).pid)"
    try withTheme(Self.rules) { home in
      let printed = try scry(["print", "--theme", "mine", pid, "*stock->next"], home: home)
      #expect(
        printed.text == """
          *stock->next = (struct item) hammer for 19 {
            price = 19,99,
            name = \(try word(after: "name = ", in: printed.text)) "hammer",
            kind = TOOL,
            marks = HEAVY,
          }

          """)
      let objects = try scry(["objects", "--theme", "mine", "--type", "item", pid], home: home)
      #expect(objects.text.contains("struct item apple for 2, inventory.c:"))
      #expect(objects.text.contains(#"struct item anvil "XL"\n for 450, "#))
      let pointer = try scry(
        ["print", "--depth", "0", "--theme", "mine", pid, "stock"], home: home)
      #expect(pointer.text.contains(#"-> struct item anvil "XL"\n for 450"#))
    }
  }

  private func word(after mark: String, in text: String) throws -> Substring {
    let start = try #require(text.range(of: mark)).upperBound
    return try #require(text[start...].split(separator: " ").first)
  }
}
