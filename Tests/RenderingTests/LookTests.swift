// Looks on terminals of few colours, and what the environment says of a terminal.

import Rendering
import Testing

@Suite struct LookTests {
  @Test func selectsGraphicRenditionByDepth() {
    let orange = Look(
      foreground: .rgb(255, 135, 0), background: .indexed(236), attributes: [.bold, .underline])
    #expect(orange.parameters(for: .trueColour) == "1;4;38;2;255;135;0;48;5;236")
    #expect(orange.parameters(for: .indexed256) == "1;4;38;5;208;48;5;236")
    #expect(orange.parameters(for: .sixteen) == "1;4;91;100")
    #expect(orange.parameters(for: .monochrome) == "1;4")
    #expect(Look().parameters(for: .trueColour) == nil)
  }

  @Test func brightColoursAreBoldAmongEight() {
    let bright = Look(foreground: .indexed(9), background: .indexed(12))
    #expect(bright.parameters(for: .sixteen) == "91;104")
    #expect(bright.parameters(for: .eight) == "1;31;44")
  }

  @Test(arguments: [
    (Colour.rgb(255, 0, 0), UInt8(196)), (.rgb(8, 8, 8), 232), (.rgb(95, 135, 175), 67),
    (.rgb(238, 238, 238), 255), (.rgb(0, 0, 0), 16),
  ])
  func takesTheNearestOf256(colour: Colour, number: UInt8) {
    #expect(colour.reduced(to: .indexed256) == .indexed(number))
  }

  @Test(arguments: [
    (Colour.rgb(220, 50, 47), UInt8(1)), (.rgb(42, 161, 152), 6), (.indexed(255), 7),
    (.indexed(34), 2), (.rgb(10, 10, 10), 0),
  ])
  func keepsTheHueAmongEight(colour: Colour, number: UInt8) {
    #expect(colour.reduced(to: .eight) == .indexed(number))
  }

  @Test(arguments: [
    (["TERM": "xterm-256color"], ColourDepth.indexed256),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .trueColour),
    (["TERM": "screen-256color", "COLORTERM": "truecolor", "STY": "1.x"], .indexed256),
    (["TERM": "tmux-256color", "COLORTERM": "truecolor", "TMUX": "x"], .trueColour),
    (["TERM": "xterm"], .eight), (["TERM": "xterm", "COLORTERM": "rxvt"], .sixteen),
    (["TERM": "linux", "COLORTERM": "truecolor"], .eight), (["TERM": "vt100"], .monochrome),
    (["TERM": "dumb"], .monochrome), ([:], .monochrome), (["TERM": "xterm-direct"], .trueColour),
    (["TERM": "xterm-256color", "NO_COLOR": "1"], .monochrome),
    (["TERM": "xterm-256color", "NO_COLOR": ""], .indexed256),
  ])
  func detectsTheDepth(environment: [String: String], depth: ColourDepth) {
    #expect(ColourDepth.detect { environment[$0] } == depth)
  }

  @Test func aThemeGivesTheFirstLookThatTheTerminalCanShow() {
    let theme = Theme(
      name: "test",
      looks: [
        .type: [
          Look(foreground: .rgb(1, 2, 3)), Look(foreground: .indexed(100)),
          Look(foreground: .indexed(2)),
        ]
      ])
    let expected: [(ColourDepth, Colour?)] = [
      (.trueColour, .rgb(1, 2, 3)), (.indexed256, .indexed(100)), (.sixteen, .indexed(2)),
      (.eight, .indexed(2)), (.monochrome, nil),
    ]
    for (depth, colour) in expected {
      #expect(theme.adapted(to: depth).look(of: .type).foreground == colour)
    }
    #expect(theme.look(of: .error) == Look())
  }

  @Test func plainTextStaysAsTheTerminalHasIt() {
    let theme = Theme(
      name: "test",
      looks: [.plain: [Look(foreground: .indexed(1))], .type: [Look(foreground: .indexed(2))]])
    let text = StyledText("a ") + StyledText("int", .type)
    #expect(text.rendered(theme: theme, depth: .eight) == "a \u{1B}[32mint\u{1B}[0m")
  }
}
