// Which characters a terminal can show.

import Glibc

/// What the locale allows.
public enum TerminalCharacters {
  /// Whether the locale's character set is not UTF-8, by the variables that decide it (POSIX XBD §8.2).
  public static let asciiOnly: Bool = {
    for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let value = getenv(variable).map({ String(cString: $0) }), !value.isEmpty else {
        continue
      }
      let lower = value.lowercased()
      return !(lower.contains("utf-8") || lower.contains("utf8"))
    }
    return false
  }()

  /// The signs of our own texts, and what stands for them in ASCII.
  private static let signs: [(String, String)] = [
    ("→", "->"), ("…", "..."), ("├─", "|-"), ("└─", "`-"), ("─", "-"), ("│", "|"), ("µ", "u"),
    ("›", ">"), ("▾", "-"), ("▸", "+"), ("●", "*"), ("↓", "v"), ("█", "#"), ("▏", " "), ("▎", " "),
    ("▍", " "),
    ("▌", "="), ("▋", "="), ("▊", "="), ("▉", "="),
  ]

  /// A text of ours in ASCII.
  static func ascii(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    return signs.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}
