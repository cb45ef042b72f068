// Tables and widths.

import Rendering
import Testing

@Suite struct TableTests {
  @Test func columnsAreAsWideAsTheirWidestCell() {
    var table = Table([Table.Column("n", isRightAligned: true), Table.Column("name")])
    table.append([StyledText("1"), StyledText("short")])
    table.append([StyledText("1000"), StyledText("日本")])
    #expect(
      table.lines.map(\.plain) == ["   n  name", "   1  short", "1000  日本"])
  }

  @Test func widthCountsColumnsAndNotBytes() {
    #expect(StyledText("日本").width == 4)
    #expect(StyledText("e\u{301}").width == 1)
    #expect(StyledText("→ x").width == 3)
  }
}
