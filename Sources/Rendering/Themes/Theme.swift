// A theme: the look of each meaning, and how objects of some types are shown.

/// The looks of all styles. Where a theme names several looks for a style, they are for terminals of fewer and fewer colours.
public struct Theme: Sendable {
  public let name: String
  /// In a few words; may be empty. It comes from a file: escape it.
  public internal(set) var description: String
  /// By rising modesty; styles that are missing look like plain text.
  var looks: [Style: [Look]]
  /// The first whose pattern a type has is the one that counts.
  public internal(set) var rules: [DisplayRule]

  public init(
    name: String, description: String = "", looks: [Style: [Look]], rules: [DisplayRule] = []
  ) {
    self.name = name
    self.description = description
    self.looks = looks.filter { !$0.value.isEmpty }
    self.rules = rules
  }

  /// The styles that have a look of their own.
  public var styles: Set<Style> { Set(looks.keys) }

  /// The look of a style on a terminal that shows all colours; one without colours and attributes when the theme has none.
  public func look(of style: Style) -> Look { looks[style]?.first ?? Look() }

  /// The theme for a terminal of a depth: of each style the first look whose colours the terminal has, or the last one with its
  /// colours replaced by the nearest.
  public func adapted(to depth: ColourDepth) -> Theme {
    var theme = self
    theme.looks = looks.mapValues { choices in
      let fitting = choices.first { $0.depth <= depth }
      return [(fitting ?? choices[choices.count - 1]).reduced(to: depth)]
    }
    return theme
  }
}

extension Look {
  /// The fewest colours with which it is shown as it is.
  fileprivate var depth: ColourDepth {
    max(foreground?.depth ?? .monochrome, background?.depth ?? .monochrome)
  }
}
