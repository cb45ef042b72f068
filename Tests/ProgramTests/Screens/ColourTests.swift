// The colours of cells, by their meanings, in two themes and without colours.

import Foundation
import TestSupport
import Testing

/// How a character of a terminal looks, by the parameters of SGR (ECMA-48 §8.3.117).
struct CellLook: Equatable, CustomStringConvertible {
  var attributes: Set<Int> = []
  var foreground = ""
  var background = ""

  var description: String { "\(attributes.sorted()) \(foreground) on \(background)" }

  /// Takes the parameters of one sequence in.
  mutating func take(_ parameters: [Int]) {
    var rest = parameters[...]
    while let first = rest.popFirst() {
      switch first {
      case 0: self = CellLook()
      case 1...9: attributes.insert(first)
      case 22: attributes.subtract([1, 2])
      case 23...29: attributes.remove(first - 20)
      case 30...37, 90...97: foreground = "\(first)"
      case 39: foreground = ""
      case 40...47, 100...107: background = "\(first)"
      case 49: background = ""
      case 38, 48:
        let colour = "\(first);" + rest.prefix(2).map(String.init).joined(separator: ";")
        rest = rest.dropFirst(2)
        if first == 38 { foreground = colour } else { background = colour }
      default: break
      }
    }
  }

  /// The look of a text's first character in a line with escape sequences; nil when it is not there.
  init?(of text: String, in line: String) {
    let (plain, looks) = Self.cells(of: line)
    guard let found = plain.range(of: text) else { return nil }
    self = looks[plain.distance(from: plain.startIndex, to: found.lowerBound)]
  }

  /// The characters of a line with escape sequences, and how each looks.
  static func cells(of line: String) -> (plain: String, looks: [CellLook]) {
    var plain = ""
    var looks: [CellLook] = []
    var look = CellLook()
    var rest = Substring(line)
    while let character = rest.popFirst() {
      guard character == "\u{1B}" else {
        plain.append(character)
        looks.append(look)
        continue
      }
      let end = rest.firstIndex { $0.isLetter } ?? rest.endIndex
      let parameters = rest[..<end].dropFirst().split(separator: ";").map { Int($0) ?? 0 }
      look.take(parameters.isEmpty ? [0] : parameters)
      rest = rest[end...].dropFirst()
    }
    return (plain, looks)
  }

  init(_ attributes: Set<Int> = [], _ foreground: String = "", on background: String = "") {
    self.attributes = attributes
    self.foreground = foreground
    self.background = background
  }
}

@Suite struct ColourTests {
  /// A theme, what it makes of meanings on a terminal of 256 colours, and the row that is selected.
  struct Palette: Sendable, CustomTestStringConvertible {
    let theme: String
    let noColour: Bool
    let type, number, heading, status, key, selection: CellLook

    var testDescription: String { theme + (noColour ? ", NO_COLOR" : "") }
  }

  static let palettes = [
    Palette(
      theme: "dark", noColour: false, type: CellLook([], "36"), number: CellLook([], "33"),
      heading: CellLook([1]), status: CellLook([], "38;5;252", on: "48;5;236"),
      key: CellLook([1], "36"), selection: CellLook([], "33", on: "48;5;238")),
    Palette(
      theme: "solarized", noColour: false, type: CellLook([], "38;5;33"),
      number: CellLook([], "38;5;136"), heading: CellLook([1]),
      status: CellLook([], "38;5;254", on: "48;5;235"), key: CellLook([1], "38;5;33"),
      selection: CellLook([], "38;5;230", on: "48;5;240")),
    Palette(
      theme: "dark", noColour: true, type: CellLook(), number: CellLook(),
      heading: CellLook([1]), status: CellLook(), key: CellLook([1]), selection: CellLook([7])),
  ]

  @Test(arguments: palettes) func cellsAreColouredByMeaning(_ palette: Palette) throws {
    let target = try TargetProgram(name: "inventory", flavour: "gcc-O0").start()
    let pid = try #require(target.truths.first).pid
    let terminal = try TerminalSession(
      "\(BuildFolder.scry) attach --theme \(palette.theme) \(pid)", columns: 80, rows: 24,
      environment: ["NO_COLOR": palette.noColour ? "1" : ""])
    try terminal.wait(for: "struct item")
    try terminal.press("2")
    try terminal.wait(for: "share")
    let screen = try terminal.screen(withColours: true)
    func look(of text: String, where mark: String) throws -> CellLook {
      let line = try #require(screen.first { $0.contains(mark) }, "no \(mark)")
      return try #require(CellLook(of: text, in: line), "\(text) in \(line.debugDescription)")
    }
    #expect(try look(of: "unsigned short", where: "unsigned short") == palette.type)
    let row = try #require(screen.first { $0.contains("unsigned short") })
    #expect(try #require(CellLook(of: "1", in: row)) == palette.number)
    #expect(try look(of: "bytes", where: "growth") == palette.heading)
    #expect(try look(of: "scry", where: " scry ") == palette.status)
    #expect(try look(of: "Enter", where: "Enter") == palette.key)
    // The selected row is one bar, from its first number on.
    let selected = try #require(screen.dropFirst(2).first)
    let (plain, looks) = CellLook.cells(of: selected)
    let number = plain.firstIndex { $0.isNumber }
    let digit = try #require(number)
    #expect(looks[plain.distance(from: plain.startIndex, to: digit)] == palette.selection)
  }

  /// A theme's rules about types: what comes first, what is left out, and what is said of an object, in its style.
  @Test func displayRulesHoldInTheTreeOfFields() throws {
    let target = try TargetProgram(name: "inventory", flavour: "gcc-O0").start()
    let pid = try #require(target.truths.first).pid
    try Scratch.withFolder { folder in
      let theme = folder.appending(path: "mine.json").path
      try """
      {"display": [
        {"type": "struct item", "label": "{name}!", "style": "warning", "first": ["price"], "hide": ["of"]},
        {"type": "struct price", "label": "{euros},{cents}", "style": "good"}
      ]}
      """.write(toFile: theme, atomically: true, encoding: .utf8)
      let terminal = try TerminalSession(
        "\(BuildFolder.scry) attach --theme \(theme) \(pid)", columns: 100, rows: 30)
      try terminal.wait(for: "struct item")
      try terminal.type("g*stock->next")
      try terminal.press("Enter")
      try terminal.wait(for: "19,99")
      let screen = try terminal.screen(withColours: true)
      let names = ["price", "next", "name", "kind", "marks", "of"]
      let plain = try terminal.screen()
      let order = plain.compactMap { line in
        names.first { line.dropFirst(2).hasPrefix("\($0) ") }
      }
      #expect(order == ["price", "next", "name", "kind", "marks"])
      let price = try #require(screen.first { $0.contains("19,99") })
      #expect(CellLook(of: "19,99", in: price)?.foreground == "32")
      let next = try #require(screen.first { $0.contains("next") && $0.contains("!") })
      let label = try #require(CellLook.cells(of: next).plain.firstMatch(of: #/[a-z]+!/#)).output
      #expect(CellLook(of: String(label), in: next)?.foreground == "33")
    }
  }
}
