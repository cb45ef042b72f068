// A value as text: C's initialisers, with what pointers point to.

import Inspection
import Primitives
import TypeModel

/// Lays a value out: on one line when it fits, else a member a line.
public struct ValueText {
  /// Columns that a line may take.
  public var width: Int

  /// What a theme says of objects of some types.
  public var display: ObjectDisplay?

  public init(width: Int = 80, display: ObjectDisplay? = nil) {
    self.width = width
    self.display = display
  }

  /// The value on one line without its styles; nil when it takes more than `width` columns.
  public func oneLine(_ value: ValueView) -> String? {
    inline(value, limit: width).map { $0.pieces.map(\.text).joined() }
  }

  /// The whole of a value, possibly several lines.
  public func text(of value: ValueView) -> StyledText {
    let label = labelled(value)
    return label + block(value, indent: 0, used: label.width)
  }

  /// What the theme says of a record, and a blank.
  func labelled(_ value: ValueView) -> StyledText {
    guard case .record = value.content, let label = display?.label(of: value) else {
      return StyledText()
    }
    return label + StyledText(" ")
  }

  /// What stands for a member that the theme folds; nil for others.
  private func folded(_ value: ValueView) -> StyledText? {
    guard case .record = value.content, let display, display.folds(value.type) else { return nil }
    return display.label(of: value) ?? StyledText("{…}", .punctuation)
  }

  /// A value behind `used` columns of a line that is indented by `indent`.
  func block(_ value: ValueView, indent: Int, used: Int) -> StyledText {
    if let short = inline(value, limit: width - used) { return short }
    switch value.content {
    case .record(let fields):
      let shown = display?.fields(fields, of: value.type) ?? fields
      return lines(shown, indent: indent) { field, indent in
        self.field(field, indent: indent)
      }
    case .array(let array):
      var text = lines(array.runs, indent: indent) { run, indent in
        self.run(run, indent: indent)
      }
      if array.isTruncated { text = truncated(text, array) }
      return text
    case .pointer(let pointer):
      var text = pointerText(pointer, value.type)
      if let target = pointer.target {
        text.append(" ")
        text += block(target, indent: indent, used: width)
      }
      return text
    case .container(let view): return block(view, value, indent: indent, used: used)
    default: return leaf(value)
    }
  }

  /// `{`, an item a line, `}`.
  func lines<Item>(
    _ items: [Item], indent: Int, _ line: (Item, Int) -> StyledText
  ) -> StyledText {
    var text = StyledText("{\n", .punctuation)
    let inner = indent + 2
    for item in items {
      text.append(String(repeating: " ", count: inner))
      text += line(item, inner)
      text.append(",\n", .punctuation)
    }
    text.append(String(repeating: " ", count: indent) + "}", .punctuation)
    return text
  }

  private func field(_ field: FieldView, indent: Int) -> StyledText {
    let label = fieldLabel(field)
    if let folded = folded(field.value) { return label + folded }
    let start = label + labelled(field.value)
    return start + block(field.value, indent: indent, used: indent + start.width + 1)
  }

  private func run(_ run: ArrayView.Run, indent: Int) -> StyledText {
    var label = StyledText("[\(run.index)]", .number)
    label.append(" = ", .punctuation)
    if let folded = folded(run.value) { return label + folded + repeats(run) }
    label += labelled(run.value)
    return label + block(run.value, indent: indent, used: indent + label.width + 1) + repeats(run)
  }

  private func fieldLabel(_ field: FieldView) -> StyledText {
    var label = StyledText()
    switch field.kind {
    case .member: label.append(bytes: field.name, .field)
    case .anonymous: return label
    case .base, .virtualBase:
      label.append("<")
      label.append(bytes: field.name, .type)
      label.append(">")
    }
    if !label.isEmpty { label.append(" = ", .punctuation) }
    return label
  }

  private func repeats(_ run: ArrayView.Run) -> StyledText {
    run.count > 1 ? StyledText(" <repeats \(run.count) times>", .note) : StyledText()
  }

  private func truncated(_ text: StyledText, _ array: ArrayView) -> StyledText {
    let count = array.count.map { " of \($0) elements" } ?? ""
    return text + StyledText(" …\(count)", .note)
  }

  // MARK: On one line

  /// The value on one line; nil when it takes more than `limit` columns.
  func inline(_ value: ValueView, limit: Int) -> StyledText? {
    guard limit > 0 else { return nil }
    let text: StyledText
    switch value.content {
    case .record(let fields):
      let shown = display?.fields(fields, of: value.type) ?? fields
      guard let items = joined(shown, limit: limit, { inlineField($0, limit: limit) })
      else { return nil }
      text = items
    case .array(let array):
      guard let items = joined(array.runs, limit: limit, { inlineRun($0, limit: limit) })
      else { return nil }
      text = array.isTruncated ? truncated(items, array) : items
    case .pointer(let pointer):
      if let target = pointer.target, case .record = target.content { return nil }
      text = pointerText(pointer, value.type) + inlineTarget(pointer, limit: limit)
    case .container(let view):
      guard let line = inline(view, value, limit: limit) else { return nil }
      text = line
    default: text = leaf(value)
    }
    return text.width <= limit || isAtomic(value) ? text : nil
  }

  private func isAtomic(_ value: ValueView) -> Bool {
    switch value.content {
    case .record, .array, .container: false
    case .pointer(let pointer): pointer.target == nil
    default: true
    }
  }

  private func inlineTarget(_ pointer: PointerView, limit: Int) -> StyledText {
    guard let target = pointer.target, let text = inline(target, limit: limit) else {
      return StyledText()
    }
    if case .omitted = target.content { return StyledText(" ") + text }
    return StyledText(" = ", .punctuation) + text
  }

  /// `{a, b}`; nil as soon as it is too long.
  func joined<Item>(
    _ items: [Item], limit: Int, _ render: (Item) -> StyledText?
  ) -> StyledText? {
    var text = StyledText("{", .punctuation)
    var width = 2
    for (index, item) in items.enumerated() {
      guard let piece = render(item) else { return nil }
      if index > 0 { text.append(", ", .punctuation) }
      width += piece.width + 2
      guard width <= limit + 2 else { return nil }
      text += piece
    }
    text.append("}", .punctuation)
    return text
  }

  private func inlineField(_ field: FieldView, limit: Int) -> StyledText? {
    inlinePart(field.value, limit: limit).map { fieldLabel(field) + $0 }
  }

  private func inlineRun(_ run: ArrayView.Run, limit: Int) -> StyledText? {
    inlinePart(run.value, limit: limit).map { $0 + repeats(run) }
  }

  private func inlinePart(_ value: ValueView, limit: Int) -> StyledText? {
    folded(value) ?? inline(value, limit: limit).map { labelled(value) + $0 }
  }
}
