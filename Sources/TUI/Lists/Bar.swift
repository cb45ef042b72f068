// A horizontal bar.

import Rendering

/// Bars of a chart.
enum Bar {
  /// A bar of `width` columns of which a share is filled, in eighths of a column.
  static func text(_ part: UInt64, of whole: UInt64, width: Int) -> StyledText {
    let eighths = whole == 0 ? 0 : Int(Double(part) / Double(whole) * Double(width * 8))
    let full = min(eighths / 8, width)
    let cells = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let rest = full < width ? cells[part > 0 && eighths == 0 ? 1 : eighths % 8] : ""
    let blanks = width - full - (rest.isEmpty ? 0 : 1)
    return StyledText(String(repeating: "█", count: full) + rest, .bar)
      + StyledText(String(repeating: " ", count: blanks))
  }
}
