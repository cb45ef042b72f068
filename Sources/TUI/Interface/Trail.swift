// The way that a person has come: back, forward, and a line that shows it.

import Rendering

/// The views that have been open, and which of them is shown.
struct Trail {
  private(set) var views: [any View]
  private(set) var position = 0

  /// Older views are forgotten.
  private static let limit = 200

  init(_ first: any View) { views = [first] }

  var current: any View { views[position] }

  /// Goes on to a view; what was ahead is forgotten.
  mutating func open(_ view: any View) {
    views.removeLast(views.count - position - 1)
    views.append(view)
    // The first view stays: it is where all ways begin.
    if views.count > Self.limit { views.remove(at: 1) }
    position = views.count - 1
  }

  /// False at the beginning.
  mutating func goBack() -> Bool {
    guard position > 0 else { return false }
    position -= 1
    return true
  }

  /// False at the end.
  mutating func goForward() -> Bool {
    guard position + 1 < views.count else { return false }
    position += 1
    return true
  }

  /// Goes back or forward to a view that has been open; false when none fits.
  mutating func go(to isWanted: (any View) -> Bool) -> Bool {
    guard let found = views.lastIndex(where: isWanted) else { return false }
    position = found
    return true
  }

  /// The titles up to the present view, as many of the last ones as fit.
  func line(width: Int) -> StyledText {
    var line = StyledText()
    for (index, view) in views[...position].reversed().enumerated() {
      let title = index == 0 ? view.title : StyledText(view.title.plain, .status)
      guard index > 0 else {
        // Room for the sign that there is more before it.
        line = title.cut(to: position > 0 ? width - 2 : width)
        continue
      }
      let longer = title + StyledText(" › ", .status) + line
      guard longer.width <= width - 2 || (index == position && longer.width <= width) else {
        return StyledText("… ", .status) + line
      }
      line = longer
    }
    return line
  }
}
