// Text with its meanings: what every view makes and only the screen turns into bytes.

import Primitives

/// A text made of styled pieces. Bytes that are not ours can enter only escaped.
public struct StyledText: Sendable, Equatable {
  /// A piece of one style; printable, except for newlines of ours.
  public struct Piece: Sendable, Equatable {
    public var style: Style
    public var text: String
  }

  public private(set) var pieces: [Piece] = []

  public init() {}

  /// A text of ours.
  public init(_ text: String, _ style: Style = .plain) { append(text, style) }

  /// Bytes of somebody else, escaped.
  public init(bytes: some Collection<UInt8>, _ style: Style = .plain) {
    append(bytes: bytes, style)
  }

  /// Appends a text of ours: never anything that comes from a target or a file.
  public mutating func append(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    let text = TerminalCharacters.asciiOnly ? TerminalCharacters.ascii(text) : text
    if let last = pieces.last, last.style == style {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append(Piece(style: style, text: text))
    }
  }

  /// Appends bytes of somebody else, escaped.
  public mutating func append(bytes: some Collection<UInt8>, _ style: Style = .plain) {
    append(EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text(bytes), style)
  }

  /// Appends bytes of somebody else between quotes, escaped.
  public mutating func append(quoted bytes: some Collection<UInt8>, _ style: Style = .string) {
    let escaping = EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly, quote: UInt8(ascii: "\""))
    append("\"" + escaping.text(bytes) + "\"", style)
  }

  public mutating func append(_ other: StyledText) {
    for piece in other.pieces { append(piece.text, piece.style) }
  }

  /// The text with blanks at the start of every line but the first.
  public func indented(by columns: Int) -> StyledText {
    let margin = "\n" + String(repeating: " ", count: columns)
    var result = StyledText()
    for piece in pieces {
      let lines = piece.text.split(separator: "\n", omittingEmptySubsequences: false)
      result.append(lines.joined(separator: margin), piece.style)
    }
    return result
  }

  public static func + (a: StyledText, b: StyledText) -> StyledText {
    var result = a
    result.append(b)
    return result
  }

  public static func += (a: inout StyledText, b: StyledText) { a.append(b) }

  public var isEmpty: Bool { pieces.isEmpty }

  /// The text alone.
  public var plain: String { pieces.map(\.text).joined() }

  /// Columns on a terminal, of a text without newlines.
  public var width: Int { pieces.reduce(0) { $0 + TerminalWidth.columns(of: $1.text) } }

  /// The text for a terminal of a depth, or without any escape sequence when there is no theme. Plain text stays as the terminal shows it.
  public func rendered(theme: Theme?, depth: ColourDepth = .trueColour) -> String {
    guard let theme else { return plain }
    var result = ""
    for piece in pieces {
      if piece.style != .plain, let parameters = theme.look(of: piece.style).parameters(for: depth)
      {
        result += "\u{1B}[\(parameters)m\(piece.text)\u{1B}[0m"
      } else {
        result += piece.text
      }
    }
    return result
  }
}

extension StyledText: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(text) }
}
