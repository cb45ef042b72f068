// A theme: the look of each meaning.

/// The looks of all styles. Where a theme names several looks for a style, they are for terminals of fewer and fewer colours.
public struct Theme: Sendable {
  public let name: String
  private let looks: [Style: [Look]]

  /// `looks` are by rising modesty; styles that are missing look like plain text.
  public init(name: String, looks: [Style: [Look]]) {
    self.name = name
    self.looks = looks.filter { !$0.value.isEmpty }
  }

  /// The look of a style on a terminal that shows all colours; one without colours and attributes when the theme has none.
  public func look(of style: Style) -> Look { looks[style]?.first ?? Look() }

  /// The theme for a terminal of a depth: of each style the first look whose colours the terminal has, or the last one with its
  /// colours replaced by the nearest.
  public func adapted(to depth: ColourDepth) -> Theme {
    Theme(
      name: name,
      looks: looks.mapValues { choices in
        let fitting = choices.first { $0.depth <= depth }
        return [(fitting ?? choices[choices.count - 1]).reduced(to: depth)]
      })
  }

  /// Uses the terminal's own colours, so that it suits dark and light backgrounds.
  public static let standard = Theme(
    name: "dark",
    looks: [
      .punctuation: [Look(attributes: .dim)], .type: [Look(foreground: .indexed(6))],
      .field: [Look(attributes: .bold)], .number: [Look(foreground: .indexed(3))],
      .string: [Look(foreground: .indexed(2))], .enumerator: [Look(foreground: .indexed(5))],
      .address: [Look(foreground: .indexed(4))], .pointer: [Look(foreground: .indexed(4))],
      .dangling: [Look(foreground: .indexed(1), attributes: .bold)],
      .freed: [Look(foreground: .indexed(1))], .live: [Look(foreground: .indexed(2))],
      .symbol: [Look(foreground: .indexed(5))], .file: [Look(attributes: .underline)],
      .allocator: [Look(foreground: .indexed(3))], .heading: [Look(attributes: .bold)],
      .note: [Look(attributes: .dim)], .warning: [Look(foreground: .indexed(3))],
      .error: [Look(foreground: .indexed(1), attributes: .bold)],
      .good: [Look(foreground: .indexed(2))], .selection: [Look(attributes: .reverse)],
      .status: [Look(foreground: .indexed(7), background: .indexed(4))],
      .bar: [Look(foreground: .indexed(4))],
      .key: [Look(foreground: .indexed(6), attributes: .bold)],
      .title: [Look(foreground: .indexed(3), attributes: .bold)],
    ])
}

extension Look {
  /// The fewest colours with which it is shown as it is.
  fileprivate var depth: ColourDepth {
    max(foreground?.depth ?? .monochrome, background?.depth ?? .monochrome)
  }
}
