// All keys of a view and of the interface.

import Primitives
import Rendering

/// The list of keys.
final class HelpView: RowsView {
  var cursor = RowCursor()
  let title = StyledText("Keys", .title)
  private let lines: [StyledText]
  private let close: () -> Void

  /// `sections` are headings with bindings.
  init(_ sections: [(String, [(keys: String, help: String)])], close: @escaping () -> Void) {
    var lines: [StyledText] = []
    for (heading, bindings) in sections where !bindings.isEmpty {
      if !lines.isEmpty { lines.append(StyledText()) }
      lines.append(StyledText(heading, .heading))
      for binding in bindings {
        lines.append(
          StyledText("  ") + StyledText(binding.keys, .key).padded(to: 20)
            + StyledText(" " + binding.help))
      }
    }
    self.lines = lines
    self.close = close
  }

  var bindings: [Binding] {
    [
      Binding(
        [.character("q"), .escape, .character("?"), .function(1)], "close", "Back to the view",
        close
      )
    ]
  }

  var rowCount: Int { lines.count }
  func row(_ row: Int, width: Int) -> StyledText { lines[row].cut(to: width) }
  func emptyText(width: Int) -> [StyledText] { ["no keys"] }
}
