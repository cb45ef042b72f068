// Lines on standard error.

import Glibc
import Primitives
import Rendering

/// What a person should know that is not the answer.
enum Diagnostics {
  /// Writes `scry: …` and a newline. The text must be printable; use `printable` for bytes of others.
  static func say(_ text: String) {
    if Progress.tell(text) { return }
    Progress.clear()
    write("scry: \(text)\n")
  }

  /// Writes a text as it is.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 || (count < 0 && errno == EINTR) else { return }
      bytes = bytes.dropFirst(max(count, 0))
    }
  }

  /// Bytes of somebody else, fit for a terminal.
  static func printable(_ bytes: some Collection<UInt8>) -> String {
    EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text(bytes)
  }

  /// A path or argument, fit for a terminal.
  static func printable(_ text: String) -> String { printable(Array(text.utf8)) }
}
