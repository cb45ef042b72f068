// Columns of text under headings.

/// A table whose columns are as wide as their widest cell.
public struct Table: Sendable {
  /// A column's heading and the side that its cells lean to.
  public struct Column: Sendable {
    public var title: String
    public var isRightAligned: Bool

    public init(_ title: String, isRightAligned: Bool = false) {
      self.title = title
      self.isRightAligned = isRightAligned
    }
  }

  public var columns: [Column]
  public private(set) var rows: [[StyledText]] = []

  public init(_ columns: [Column]) { self.columns = columns }

  /// Appends a row; missing cells are empty.
  public mutating func append(_ cells: [StyledText]) {
    rows.append(Array(cells.prefix(columns.count)))
  }

  /// The headings and rows, one line each, two blanks between columns and none at a line's end.
  public var lines: [StyledText] {
    let headings = columns.map { StyledText($0.title, .heading) }
    let all = [headings] + rows
    let widths = columns.indices.map { column in
      all.reduce(0) { max($0, column < $1.count ? $1[column].width : 0) }
    }
    return all.map { line($0, widths) }
  }

  private func line(_ cells: [StyledText], _ widths: [Int]) -> StyledText {
    var result = StyledText()
    for (column, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: max(widths[column] - cell.width, 0))
      if column > 0 { result.append("  ") }
      if columns[column].isRightAligned { result.append(padding) }
      result.append(cell)
      let isLast = column == cells.count - 1
      if !columns[column].isRightAligned, !isLast { result.append(padding) }
    }
    return result
  }
}
