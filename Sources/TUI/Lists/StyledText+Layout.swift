// Text in rows: cut, padded, taken apart.

import Primitives
import Rendering

extension StyledText {
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
