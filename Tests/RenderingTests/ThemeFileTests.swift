// Files of themes: Scry's own are sound, others' errors are told with line and key and cost no more than themselves.

import Foundation
import Rendering
import Testing

@Suite struct ThemeFileTests {
  private func read(_ text: String) -> ThemeFile {
    ThemeFile(Array(text.utf8), name: "mine", fallback: .standard)
  }

  @Test(arguments: ["dark", "light", "high-contrast", "mono", "solarized"])
  func ownThemesNameAllStyles(name: String) throws {
    let library = ThemeLibrary(folders: [])
    let entry = try #require(library.theme(named: name))
    #expect(entry.file.problems == [])
    #expect(entry.theme.styles == Set(Style.allCases))
    #expect(!entry.theme.description.isEmpty)
  }

  @Test func monoHasNoColours() throws {
    let theme = try #require(ThemeLibrary(folders: []).theme(named: "mono")).theme
    for style in Style.allCases {
      #expect(theme.look(of: style).foreground == nil)
      #expect(theme.look(of: style).background == nil)
    }
  }

  @Test(arguments: ["light", "high-contrast", "solarized", "dark"], ColourDepth.allCases)
  func danglingPointersStandOut(name: String, depth: ColourDepth) throws {
    let theme = try #require(ThemeLibrary(folders: []).theme(named: name)).theme
    let adapted = theme.adapted(to: depth)
    #expect(adapted.look(of: .dangling) != adapted.look(of: .pointer))
  }

  @Test func looksAreWordsInAnyOrder() throws {
    let expected: [(String, Look)] = [
      (
        "bold #ff8700 on black",
        Look(foreground: .rgb(255, 135, 0), background: .indexed(0), attributes: .bold)
      ),
      (
        "on 236 bright-red dim",
        Look(foreground: .indexed(9), background: .indexed(236), attributes: .dim)
      ),
      ("", Look()), ("default", Look()),
      ("italic underline reverse", Look(attributes: [.italic, .underline, .reverse])),
    ]
    for (text, look) in expected { #expect(try Look(parsing: text) == look) }
    for text in [
      "grren", "red blue", "on", "256", "#12345", "#12345g", "bright-", "on on red", "+5",
    ] {
      #expect(throws: LookSyntaxError.self) { try Look(parsing: text) }
    }
  }

  @Test func errorsAreToldWithLineAndKeyAndTheDefaultIsUsed() {
    let file = read(
      """
      {
        "styles": {
          "type": "grren",
          "string": "blue",
          "colour": "red",
          "number": [],
          "field": 5
        },
        "display": [{ "label": "x" }, { "type": "struct a", "open": "wide", "style": "pink" }],
        "name": "x"
      }
      """)
    #expect(
      file.problems.map { "\($0.line) \($0.key)" }.sorted() == [
        "10 name", "3 styles.type", "5 styles.colour", "6 styles.number", "7 styles.field",
        "9 display.0", "9 display.1.open", "9 display.1.style",
      ])
    #expect(file.theme.look(of: .type) == Theme.standard.look(of: .type))
    #expect(file.theme.look(of: .string) == Look(foreground: .indexed(4)))
    #expect(file.theme.rules.count == 1)
    #expect(
      file.problems.first { $0.key == "styles.type" }?.text
        == "line 3: styles.type: 'grren' is neither a colour nor an attribute")
  }

  @Test func aFileThatIsNoJSONIsNotUsed() {
    let file = read("{\"styles\": {\"type\": \"red\",}}")
    #expect(file.problems.map(\.text) == ["line 1: column 27: expected a key"])
    #expect(file.theme.look(of: .type) == Theme.standard.look(of: .type))
  }

  @Test func foundBytesOfAFileNeverReachTheTerminal() {
    let file = read("{\"styles\": {\"type\": \"\\u001b[31m\", \"\\u001b]0;x\": 1}}")
    for problem in file.problems { #expect(!problem.text.utf8.contains(0x1B)) }
    #expect(file.problems.count == 2)
  }

  @Test func theUsersThemesComeFirst() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scry-themes-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("dark", "{\"description\": \"mine\"}"), ("own", "{}"), ("bad", "[")] {
      try Data(text.utf8).write(to: folder.appending(path: "\(name).json"))
    }
    let library = ThemeLibrary(folders: [folder.path, "/nowhere"])
    #expect(
      library.names == ["bad", "dark", "high-contrast", "light", "mono", "own", "solarized"])
    #expect(library.theme(named: "dark")?.theme.description == "mine")
    #expect(library.theme(named: "own")?.path == folder.path + "/own.json")
    #expect(library.theme(named: "bad")?.file.problems.count == 1)
    #expect(library.theme(named: "nix") == nil)
    #expect(library.theme(named: folder.path + "/own.json")?.theme.name == "own")
    #expect(library.theme(named: folder.path)?.file.problems.first?.line == 0)
  }
}
