// Views that are a list of rows: moving, clicking and searching, written once.

import Primitives
import Rendering

/// A view of rows of which one is selected.
public protocol RowsView: View, Searchable {
  var cursor: RowCursor { get set }

  /// The text of a row, for so many columns. Asked for the rows on the screen only.
  func row(_ row: Int, width: Int) -> StyledText

  /// Lines above the rows, such as the names of columns.
  func headings(width: Int) -> [StyledText]

  /// What stands where there are no rows: never nothing.
  func emptyText(width: Int) -> [StyledText]

  /// Enter, or a click on what is selected.
  func open()

  /// Draws something of its own below or beside the rows, and gives what is left for them.
  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area
}

extension RowsView {
  public func headings(width: Int) -> [StyledText] { [] }
  public func open() {}
  public func drawPanel(on canvas: inout Canvas, in area: Area) -> Area { area }
  public var searchable: (any Searchable)? { self }

  public var selectedRow: Int {
    get { cursor.selected }
    set { cursor.reveal(newValue, of: rowCount) }
  }

  public func row(_ row: Int, contains text: [UInt8]) -> Bool {
    Array(self.row(row, width: 512).plain.lowercased().utf8).contains(bytes: text)
  }

  public func draw(on canvas: inout Canvas, in area: Area) {
    let area = drawPanel(on: &canvas, in: area)
    let headings = headings(width: area.columns)
    for (row, heading) in headings.enumerated() { canvas.draw(heading, at: row, in: area) }
    let body = area.dropping(rows: headings.count)
    let count = rowCount
    cursor.fit(height: body.rows, count: count)
    cursor.body = body
    if count == 0 { return canvas.draw(emptyText(width: body.columns), in: body) }
    let visible = cursor.visible(of: count)
    for place in 0..<body.rows {
      let row = visible.lowerBound + place
      let text = row < visible.upperBound ? self.row(row, width: body.columns) : StyledText()
      canvas.draw(text, at: place, in: body, base: row == cursor.selected ? .selection : .plain)
    }
  }

  public func handle(_ key: Key) -> Bool { handleMovement(key) }

  /// Moves by the keys that every list has; true when the key was one of them.
  public func handleMovement(_ key: Key) -> Bool {
    let count = rowCount
    let page = max(cursor.height - 1, 1)
    switch key {
    case .up, .character("k"): cursor.move(by: -1, of: count)
    case .down, .character("j"): cursor.move(by: 1, of: count)
    case .pageUp, .control("b"): cursor.move(by: -page, of: count)
    case .pageDown, .control("f"), .character(" "): cursor.move(by: page, of: count)
    case .control("u"): cursor.move(by: -max(page / 2, 1), of: count)
    case .control("d"): cursor.move(by: max(page / 2, 1), of: count)
    case .home: cursor.select(0, of: count)
    case .end, .character("G"): cursor.select(count - 1, of: count)
    case .enter, .right, .character("l"): open()
    case .wheelUp: cursor.scroll(by: -3, of: count)
    case .wheelDown: cursor.scroll(by: 3, of: count)
    case .click(let row, let column): return click(row, column)
    case .doubleClick(let row, let column):
      guard click(row, column) else { return false }
      open()
    default: return false
    }
    return true
  }

  /// A click selects; one on what is selected opens.
  private func click(_ row: Int, _ column: Int) -> Bool {
    guard cursor.body.contains(row: row, column: column) else { return false }
    let clicked = cursor.top + row - cursor.body.row
    guard clicked < rowCount else { return true }
    if clicked == cursor.selected { open() } else { cursor.select(clicked, of: rowCount) }
    return true
  }
}

extension [UInt8] {
  /// Whether the bytes have others in them.
  func contains(bytes text: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    guard count >= text.count else { return false }
    return (0...(count - text.count)).contains { start in
      self[start] == first && self[start..<(start + text.count)].elementsEqual(text)
    }
  }
}
