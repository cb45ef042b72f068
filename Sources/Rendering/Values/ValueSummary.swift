// A value on one line however large it is: as much of it as fits.

import Inspection
import Primitives

extension ValueText {
  /// The beginning of a value, on one line of at most `width` columns.
  public func summary(_ value: ValueView) -> StyledText {
    let label = labelled(value)
    if !label.isEmpty {
      var rest = self
      rest.width = max(width - label.width, 4)
      return label + rest.unlabelled(value)
    }
    return unlabelled(value)
  }

  private func unlabelled(_ value: ValueView) -> StyledText {
    if let whole = inline(value, limit: width), whole.width <= width { return whole }
    switch value.content {
    case .record(let fields):
      let shown = display?.fields(fields, of: value.type) ?? fields
      return summary(shown.map { (label(of: $0), $0.value) })
    case .array(let array): return summary(array.runs.map { (StyledText(), $0.value) })
    case .container(let view): return summary(view, value)
    default: return leaf(value)
    }
  }

  private func label(of field: FieldView) -> StyledText {
    var label = StyledText()
    if field.kind == .member {
      label.append(bytes: field.name, .field)
      label.append("=", .punctuation)
    }
    return label
  }

  private func summary(_ items: [(label: StyledText, value: ValueView)]) -> StyledText {
    var text = StyledText("{", .punctuation)
    for (index, item) in items.enumerated() {
      if index > 0 { text.append(", ", .punctuation) }
      let room = width - text.width - item.label.width - 2
      guard room > 4, let part = inline(item.value, limit: room) ?? ellipsis(item.value) else {
        text.append("…", .note)
        break
      }
      text += item.label + part
    }
    text.append("}", .punctuation)
    return text
  }

  private func summary(_ view: ContainerView, _ value: ValueView) -> StyledText {
    let heading = heading(view)
    let rest = ValueText(width: max(width - heading.width, 4), display: display)
    switch view.content {
    case .elements(let array):
      return heading + rest.summary(array.runs.map { (StyledText(), $0.value) })
    case .entries(let entries, _): return heading + rest.summary(entries.map(labelled))
    case .value(let inner): return heading + rest.summary(inner)
    case .raw(_, let members): return heading + rest.summary(value.with(members))
    case .nothing: return heading + StyledText("{}", .punctuation)
    case .opaque: return heading + StyledText("{…}", .punctuation)
    }
  }

  private func labelled(_ entry: ContainerEntry) -> (label: StyledText, value: ValueView) {
    let key = inline(entry.key, limit: 24) ?? leaf(entry.key)
    return (key + StyledText("=", .punctuation), entry.value)
  }

  /// What stands for a value that is too long.
  private func ellipsis(_ value: ValueView) -> StyledText? {
    switch value.content {
    case .record, .array, .container: StyledText("{…}", .punctuation)
    default: nil
    }
  }
}
