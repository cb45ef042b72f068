// A path as lines, the root first.

import Inspection
import Primitives

extension RootPath {
  /// A line for each step, which leads into the next one's holder and at last into `object`, with its place in memory; and one for
  /// those that are left out.
  public func lines(to object: Classification) -> [(text: StyledText, place: Address?)] {
    var lines: [(text: StyledText, place: Address?)] = []
    for (number, step) in steps.enumerated() {
      if omitted > 0, number == stepsBeforeGap {
        lines.append((StyledText("… \(omitted) steps more", .note), nil))
      }
      let isBeforeGap = omitted > 0 && number + 1 == stepsBeforeGap
      let next = isBeforeGap ? nil : steps.dropFirst(number + 1).first?.holder ?? object
      var line = StyledText()
      if number == 0, let root = step.root { line.append("\(root.text) ", .good) }
      guard case .memory(let place) = step.place else {
        lines.append((line + step.line(into: next), nil))
        continue
      }
      lines.append((line + step.line(into: next), place))
    }
    return lines
  }
}
