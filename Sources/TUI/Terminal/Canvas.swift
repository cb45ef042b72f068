// What a frame shows: pieces of text at places, before any of it is on the terminal.

import Rendering

/// A rectangle of the screen, in rows and columns from its upper left corner.
public struct Area: Equatable, Sendable {
  public var row: Int
  public var column: Int
  public var rows: Int
  public var columns: Int

  public init(row: Int, column: Int, rows: Int, columns: Int) {
    self.row = row
    self.column = column
    self.rows = max(rows, 0)
    self.columns = max(columns, 0)
  }

  /// The area without its first `count` rows.
  public func dropping(rows count: Int) -> Area {
    let gone = min(max(count, 0), rows)
    return Area(row: row + gone, column: column, rows: rows - gone, columns: columns)
  }

  /// The first `count` rows of the area.
  public func prefix(rows count: Int) -> Area {
    Area(row: row, column: column, rows: min(count, rows), columns: columns)
  }

  public func contains(row: Int, column: Int) -> Bool {
    (self.row..<(self.row + rows)).contains(row)
      && (self.column..<(self.column + columns)).contains(column)
  }
}

/// A frame in the making.
public struct Canvas: Sendable {
  /// One row of an area.
  struct Line: Sendable {
    var row: Int
    var column: Int
    /// The first column that is not the line's any more.
    var limit: Int
    var text: StyledText
    /// The style of the whole line, under those of the pieces.
    var base: Style
  }

  private(set) var lines: [Line] = []
  /// Where the terminal's cursor shows; hidden when nil.
  var cursor: (row: Int, column: Int)?

  public init() {}

  /// Puts a text onto a row of an area, counted from the area's first; what is too long is cut off, what is too short is
  /// filled. `base` is the look of the whole row, such as `.selection`.
  public mutating func draw(
    _ text: StyledText, at row: Int, in area: Area, base: Style = .plain
  ) {
    guard (0..<area.rows).contains(row), area.columns > 0 else { return }
    lines.append(
      Line(
        row: area.row + row, column: area.column, limit: area.column + area.columns, text: text,
        base: base))
  }

  /// Puts lines onto the rows of an area from the first one, and blanks onto the rest.
  public mutating func draw(_ texts: [StyledText], in area: Area) {
    for row in 0..<area.rows {
      draw(row < texts.count ? texts[row] : StyledText(), at: row, in: area)
    }
  }
}
