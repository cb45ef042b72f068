// Views of lines of text, such as what a command has written.

import Primitives
import Rendering

/// Lines as they are. All of the selected one is shown below them where a row has room for its beginning only; Enter goes to the
/// first address in it.
protocol LinesView: RowsView {
  var session: Session { get }
  var lines: [StyledText] { get }
  /// Whether the selected line is one to be read, not merely the last of many that come.
  var standsStill: Bool { get }
}

extension LinesView {
  var standsStill: Bool { true }

  var rowCount: Int { lines.count }

  func row(_ row: Int, width: Int) -> StyledText { lines[row].cut(to: width) }

  var selectedAddress: Address? {
    lines.indices.contains(cursor.selected) ? lines[cursor.selected].firstAddress : nil
  }

  func open() {
    guard let address = selectedAddress else {
      return session.say(StyledText("there is no address in this line", .note))
    }
    session.open(ObjectView(session, .address(address)))
  }

  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area {
    guard standsStill, lines.indices.contains(cursor.selected) else { return area }
    return LinePanel.draw(lines[cursor.selected], on: &canvas, in: area)
  }
}

/// A line that is broken into several, below rows of text.
private enum LinePanel {
  /// Lines that it takes at most; what is longer still is cut.
  private static let limit = 6

  /// Draws a line that is wider than the area below the rows, and gives what is left of the area.
  static func draw(_ line: StyledText, on canvas: inout Canvas, in area: Area) -> Area {
    guard line.width > area.columns, area.rows >= 8 else { return area }
    let lines = line.wrapped(to: area.columns, limit: min(limit, area.rows / 3))
    let top = area.rows - lines.count - 1
    let rule = StyledText(String(repeating: "─", count: area.columns), .punctuation)
    canvas.draw([rule] + lines, in: area.dropping(rows: top))
    return area.prefix(rows: top)
  }
}
