// A theme as curses wants it: numbers of colours and attributes for every style.

import CCurses
import Rendering

/// The looks of all styles on the present terminal.
struct Palette {
  private let looks: [Style: Look]

  /// - Parameters:
  ///   - theme: for any terminal.
  ///   - colours: how many curses can show here.
  init(_ theme: Theme, colours: Int) {
    let possible: ColourDepth =
      switch colours {
      case ..<8: .monochrome
      case ..<16: .eight
      case ..<256: .sixteen
      default: .indexed256
      }
    let adapted = theme.adapted(to: min(possible, ColourDepth.detected))
    var looks: [Style: Look] = [:]
    for style in Style.allCases { looks[style] = adapted.look(of: style) }
    self.looks = looks
  }

  /// What is written from now on has the look of a style, on a row of another one.
  func apply(_ style: Style, on base: Style) {
    let look = look(of: style, on: base)
    ccurses_look(
      Int32(look.attributes.rawValue), number(of: look.foreground), number(of: look.background))
  }

  private func look(of style: Style, on base: Style) -> Look {
    let own = looks[style] ?? Look()
    let plain = looks[.plain] ?? Look()
    var below = looks[base] ?? Look()
    below.foreground = below.foreground ?? (base == .plain ? nil : plain.foreground)
    // Reversed, every piece would be a block of another colour.
    if base != .plain, below.attributes.contains(.reverse) { return below }
    let isRow = base != .plain && below.background != nil
    return Look(
      foreground: isRow ? below.foreground ?? own.foreground : own.foreground ?? plain.foreground,
      background: below.background ?? own.background ?? plain.background,
      attributes: own.attributes.union(base == .plain ? [] : below.attributes))
  }

  private func number(of colour: Colour?) -> Int32 {
    switch colour {
    case .indexed(let index): Int32(index)
    case .rgb, nil: CCURSES_DEFAULT_COLOUR
    }
  }
}
