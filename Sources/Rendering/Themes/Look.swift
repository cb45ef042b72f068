// How a piece of text looks: colours and attributes, independent of any terminal.

/// A colour of a terminal.
public enum Colour: Sendable, Hashable {
  /// 0 to 15 are the terminal's own (8 colours and their bright forms), 16 to 231 a cube of six levels of red, green and blue,
  /// 232 to 255 greys (xterm's ctlseqs, "256-color").
  case indexed(UInt8)
  /// Red, green, blue.
  case rgb(UInt8, UInt8, UInt8)
}

/// Colours and attributes. A colour of nil is that of `Style.plain`, and where that has none, the terminal's own.
public struct Look: Sendable, Hashable {
  public var foreground: Colour?
  public var background: Colour?
  public var attributes: Attributes

  public init(
    foreground: Colour? = nil, background: Colour? = nil, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// What a terminal can do with a character beside colouring it.
  public struct Attributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let italic = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
    public static let reverse = Attributes(rawValue: 16)

    /// Each attribute with its name in a theme and its parameter of "select graphic rendition".
    static let all: [(attribute: Attributes, name: String, parameter: Int)] = [
      (.bold, "bold", 1), (.dim, "dim", 2), (.italic, "italic", 3), (.underline, "underline", 4),
      (.reverse, "reverse", 7),
    ]
  }
}
