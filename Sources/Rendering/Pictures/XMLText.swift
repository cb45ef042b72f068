// Text in XML: what comes from targets can be any bytes.

import Primitives

/// Escapes text for elements and attributes of SVG (XML 1.0 §2.2, §2.4).
enum XMLText {
  /// Bytes of somebody else: first made printable, as for a terminal, so that no character is left that XML forbids or that reorders text.
  static func escaped(_ bytes: some Collection<UInt8>) -> String {
    escaped(EscapedBytes().text(bytes))
  }

  /// A printable text.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Newlines of ours, in titles.
      case "\n": result += "&#10;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

extension Double {
  /// With one digit behind the point, which is enough for a picture.
  var short: String {
    let tenths = Int((self * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}

extension String {
  /// At most so many characters, with a sign for the rest.
  func cut(to count: Int) -> String {
    self.count <= count ? self : String(prefix(max(count - 1, 0))) + "…"
  }
}
