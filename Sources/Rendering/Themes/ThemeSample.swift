// A few lines in which every style occurs, to see a theme by.

/// What `scry themes` shows of a theme.
public enum ThemeSample {
  /// An answer, a value, and the parts of the terminal interface.
  public static let lines: [StyledText] = [
    styled([
      ("0x55d0c8a1f2b0", .address), (" malloc", .allocator), (" live", .live),
      (" struct conn", .type), (" .peer", .field), (", accept_one", .symbol),
      (" at ", .plain), ("server.c:42", .file),
    ]),
    styled([
      ("{", .punctuation), ("id", .field), (" = ", .punctuation), ("7", .number),
      (", ", .punctuation), ("name", .field), (" = ", .punctuation), ("\"x\"", .string),
      (", ", .punctuation), ("state", .field), (" = ", .punctuation), ("OPEN", .enumerator),
      (", ", .punctuation), ("next", .field), (" = ", .punctuation), ("0x55d0c8a1f300", .pointer),
      ("}", .punctuation),
    ]),
    styled([
      ("0x7f0000000010 <dangling>", .dangling), ("  given back", .freed), ("  a note", .note),
      ("  a warning", .warning), ("  an error", .error), ("  fine", .good),
    ]),
    styled([
      ("Types", .title), ("  BYTES", .heading), ("  ████", .bar), ("  the chosen row ", .selection),
      (" 4242 server ", .status), (" ?", .key), (" help", .plain),
    ]),
  ]

  private static func styled(_ pieces: [(String, Style)]) -> StyledText {
    var text = StyledText()
    for (piece, style) in pieces { text.append(piece, style) }
    return text
  }
}
