// Columns of characters: what the C library says, by which curses and terminals place text.

import Primitives
import Rendering
import TestSupport
import Testing

@Suite struct TerminalWidthTests {
  /// Prints what `wcwidth` says of every character there may be.
  private static let program = """
    #define _XOPEN_SOURCE 700
    #include <locale.h>
    #include <stdio.h>
    #include <wchar.h>
    int main(void) {
      if (!setlocale(LC_CTYPE, "C.UTF-8")) return 1;
      for (int value = 0; value < 0x110000; value++) printf("%d\\n", wcwidth(value));
    }
    """

  @Test func widthsAreThoseOfTheCLibrary() throws {
    let workspace = try Workspace()
    let widths = try Tool.require([try workspace.compile(Self.program, as: "widths")])
      .split(separator: "\n").map { Int($0) }
    try #require(widths.count == 0x110000)
    var different: [String] = []
    for value in UInt32(0x20)..<0x110000 {
      // Below 0 are characters that this C library does not know yet.
      guard let scalar = Unicode.Scalar(value), EscapedBytes.isPrintable(scalar),
        let expected = widths[Int(value)], expected >= 0
      else { continue }
      let columns = TerminalWidth.columns(of: String(Character(scalar)))
      if columns != expected { different.append(String(value, radix: 16)) }
    }
    // Versions of Unicode differ in the category of single characters.
    #expect(different.count <= 4)
  }

  @Test func textsAreAsWideAsTheirCharacters() {
    #expect(TerminalWidth.columns(of: "abc") == 3)
    #expect(TerminalWidth.columns(of: "漢字") == 4)
    #expect(TerminalWidth.columns(of: "e\u{301}") == 1)
    #expect(TerminalWidth.columns(of: "\u{1F680}→") == 3)
  }
}
