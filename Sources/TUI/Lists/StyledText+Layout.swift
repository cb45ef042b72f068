// Text in rows: cut, padded, taken apart.

import Primitives
import Rendering

extension StyledText {
  /// Appends output of Scry's, which is escaped already: a backslash in it is no new one.
  mutating func append(unescaped bytes: some Collection<UInt8>, _ style: Style = .plain) {
    for (index, part) in bytes.split(separator: 0x5C, omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { append("\\", style) }
      append(bytes: part, style)
    }
  }

  /// What a heading says of a filter; nothing without one.
  init(filter: String) {
    self.init()
    guard !filter.isEmpty else { return }
    append("  with ", .note)
    append(bytes: filter.utf8, .note)
  }

  /// The text cut at its newlines.
  var lines: [StyledText] {
    var lines = [StyledText()]
    for piece in pieces {
      for (index, part) in piece.text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if index > 0 { lines.append(StyledText()) }
        lines[lines.count - 1].append(String(part), piece.style)
      }
    }
    return lines
  }

  /// The text as lines of at most `width` columns, broken at blanks; those behind the first are indented as it is, and by two
  /// more. What is longer than `limit` lines is cut.
  func wrapped(to width: Int, limit: Int) -> [StyledText] {
    guard self.width > width else { return [self] }
    let indent = plain.prefix { $0 == " " }.count + 2
    var lines: [StyledText] = []
    var line = StyledText()
    for word in words {
      if line.width + word.width > width, line.width > indent, lines.count + 1 < limit {
        lines.append(line)
        line = StyledText(String(repeating: " ", count: indent))
      }
      line += word
    }
    return lines + [line.cut(to: width)]
  }

  /// Its words, each with the blank behind it.
  private var words: [StyledText] {
    var words = [StyledText()]
    for piece in pieces {
      for (index, part) in piece.text.split(separator: " ", omittingEmptySubsequences: false)
        .enumerated()
      {
        if index > 0 {
          words[words.count - 1].append(" ", piece.style)
          words.append(StyledText())
        }
        words[words.count - 1].append(String(part), piece.style)
      }
    }
    return words
  }

  /// The first address that stands in it.
  var firstAddress: Address? {
    let words = plain.split { !($0.isHexDigit || $0 == "x") }
    return words.lazy.filter { $0.hasPrefix("0x") }.compactMap { Address(parsing: $0) }.first
  }

  /// The text with blanks behind it, or before it, up to a width; never cut.
  func padded(to width: Int, isRightAligned: Bool = false) -> StyledText {
    let blanks = StyledText(String(repeating: " ", count: max(width - self.width, 0)))
    return isRightAligned ? blanks + self : self + blanks
  }

  /// The text cut to a width, with a sign that there was more.
  public func cut(to width: Int) -> StyledText {
    guard self.width > width else { return self }
    guard width > 0 else { return StyledText() }
    var result = StyledText()
    var left = width - 1
    for piece in pieces {
      var part = ""
      for character in piece.text {
        let columns = TerminalWidth.columns(of: String(character))
        guard columns <= left else {
          result.append(part, piece.style)
          return result + StyledText("…", .note)
        }
        left -= columns
        part.append(character)
      }
      result.append(part, piece.style)
    }
    return result
  }
}
