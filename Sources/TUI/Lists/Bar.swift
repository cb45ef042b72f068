// A horizontal bar.

import Rendering

/// Bars of a chart.
enum Bar {
  /// A bar of `width` columns of which a share is filled, in eighths of a column; all of it when the part is larger than the whole.
  static func text(_ part: UInt64, of whole: UInt64, width: Int) -> StyledText {
    let share = whole == 0 ? 0 : min(Double(part) / Double(whole), 1)
    let eighths = Int(share * Double(width * 8))
    let full = eighths / 8
    let cells = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let rest = full < width ? cells[part > 0 && eighths == 0 ? 1 : eighths % 8] : ""
    let blanks = width - full - (rest.isEmpty ? 0 : 1)
    return StyledText(String(repeating: "█", count: full) + rest, .bar)
      + StyledText(String(repeating: " ", count: blanks))
  }
}
