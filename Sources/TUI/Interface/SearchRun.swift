// Looking for a text in rows, a few at a time, so that keys are answered meanwhile.

import Rendering

/// A search on its way.
struct SearchRun {
  let text: String
  private let pattern: [UInt8]
  private let rows: any Searchable
  private let step: Int
  private var next: Int
  /// Rows that have not been looked at.
  private var left: Int

  enum Outcome {
    case searching
    case found(Int)
    case notFound
  }

  /// Starts behind the selected row, or before it, and goes around once.
  init(_ text: String, in rows: any Searchable, isForward: Bool) {
    self.text = text
    pattern = Array(text.lowercased().utf8)
    self.rows = rows
    step = isForward ? 1 : -1
    left = rows.rowCount
    next = rows.selectedRow + step
  }

  /// In percent.
  var progress: Int {
    let count = max(rows.rowCount, 1)
    return min(100 * max(count - left, 0) / count, 100)
  }

  /// Looks at rows for a few milliseconds.
  mutating func advance() -> Outcome {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(8)
    let count = rows.rowCount
    guard count > 0 else { return .notFound }
    repeat {
      for _ in 0..<256 {
        guard left > 0 else { return .notFound }
        let row = ((next % count) + count) % count
        if rows.row(row, contains: pattern) { return .found(row) }
        next = row + step
        left -= 1
      }
    } while clock.now < end
    return .searching
  }

  /// Puts the selection where the text was found.
  func select(_ row: Int) { rows.selectedRow = row }
}
