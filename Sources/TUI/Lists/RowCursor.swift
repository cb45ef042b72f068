// Which row of a list is selected, and which rows are on the screen.

/// A selection that stays in a window.
public struct RowCursor: Equatable, Sendable {
  /// The selected row; 0 in an empty list.
  public private(set) var selected = 0
  /// The first row on the screen.
  public private(set) var top = 0
  /// Rows on the screen, as last drawn.
  private(set) var height = 1
  /// Where they were drawn.
  var body = Area(row: 0, column: 0, rows: 0, columns: 0)

  public init() {}

  /// Selects a row, or the nearest there is of `count`.
  public mutating func select(_ row: Int, of count: Int) {
    selected = min(max(row, 0), max(count - 1, 0))
    if selected < top { top = selected }
    if selected >= top + height { top = selected - height + 1 }
  }

  /// Selects a row and shows it in the middle unless it is on the screen already.
  public mutating func reveal(_ row: Int, of count: Int) {
    let isShown = (top..<(top + height)).contains(row)
    select(row, of: count)
    if !isShown { top = max(min(selected - height / 2, count - height), 0) }
  }

  /// Moves by so many rows.
  mutating func move(by distance: Int, of count: Int) { select(selected + distance, of: count) }

  /// Moves the rows under the selection, which stays on the screen.
  mutating func scroll(by distance: Int, of count: Int) {
    top = min(max(top + distance, 0), max(count - height, 0))
    selected = min(max(selected, top), min(top + height, max(count, 1)) - 1)
  }

  /// Learns how many rows fit and how many there are.
  mutating func fit(height: Int, count: Int) {
    self.height = max(height, 1)
    top = min(top, max(count - self.height, 0))
    select(selected, of: count)
  }

  /// The rows on the screen.
  func visible(of count: Int) -> Range<Int> { top..<max(top, min(top + height, count)) }
}
