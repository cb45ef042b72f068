// A field of an object as a row of its tree, and what is below it.

import Inspection
import Primitives
import Rendering
import TypeModel

/// A part of an object.
struct FieldNode: OutlineNode {
  let key: String
  let label: StyledText
  let value: ValueView
  let path: FieldPath
  /// The object that it is part of; nil when that has no place.
  let object: AddressRange?
  private let reader: FieldReader
  private let kind: Kind

  private enum Kind {
    case value
    /// Elements of the array `value`, from a number on.
    case slice(element: ExpressionType, first: UInt64, count: UInt64)
    /// There is more that is not shown.
    case more
  }

  /// The root of a tree.
  init(_ value: ValueView, path: FieldPath, _ reader: FieldReader) {
    self.init("", StyledText("value", .field), value, path, reader, of: Self.extent(of: value))
  }

  private static func extent(of value: ValueView) -> AddressRange? {
    value.address.map { AddressRange($0, size: value.type.size ?? 1) }
  }

  private init(
    _ key: String, _ label: StyledText, _ value: ValueView, _ path: FieldPath,
    _ reader: FieldReader, of object: AddressRange?, kind: Kind = .value
  ) {
    self.key = key
    self.label = label
    self.path = path
    self.object = object
    self.reader = reader
    self.kind = kind
    // What a limit has left out further up is read when its turn comes.
    if case .omitted(.limit) = value.content, let address = value.address {
      self.value = reader.view(of: ExpressionValue(type: value.type, place: .memory(address)))
    } else {
      self.value = value
    }
  }

  var address: Address? { value.address }
  var isOpen: Bool { false }
  var text: StyledText { label + StyledText(" = ", .punctuation) + valueText(width: 160) }

  /// The value on one line.
  func valueText(width: Int) -> StyledText {
    switch kind {
    case .value: ValueText(width: width, display: reader.display).summary(value)
    case .slice(_, _, let count): StyledText("\(Quantity.count(count)) elements", .note)
    case .more: StyledText("not all is shown", .note)
    }
  }

  /// Bytes that it takes; nil when that is not known.
  var size: UInt64? {
    if case .slice(let element, _, let count) = kind {
      return element.size.map { $0.multipliedReportingOverflow(by: count).partialValue }
    }
    return value.type.size
  }

  /// The pointer that it is, or that a smart pointer is; nil for other values.
  var pointer: PointerView? { Self.pointer(in: value) }

  private static func pointer(in value: ValueView) -> PointerView? {
    switch value.content {
    case .pointer(let pointer): return pointer
    case .container(let container):
      if case .value(let inner) = container.content { return pointer(in: inner) }
      return nil
    default: return nil
    }
  }

  /// What the pointer is declared to point to.
  var pointedType: ExpressionType? {
    if case .pointer(let target) = value.type.shape { return target }
    if case .reference(let target) = value.type.shape { return target }
    return nil
  }

  // MARK: What is below

  var isFoldable: Bool {
    switch kind {
    case .slice: return true
    case .more: return false
    case .value: break
    }
    switch value.content {
    case .record(let fields): return !fields.isEmpty
    case .array(let array): return !array.runs.isEmpty
    case .container(let container):
      if case .nothing = container.content { return false }
      if case .opaque = container.content { return false }
      return true
    case .pointer(let pointer):
      return [.live, .freed].contains(pointer.pointee?.state) && pointer.string == nil
    default: return false
    }
  }

  func children() -> [FieldNode] {
    if case .slice(let element, let first, let count) = kind {
      return slice(element, first: first, count: count)
    }
    switch value.content {
    case .record(let fields):
      return reader.rules.fields(fields, of: value.type).enumerated().map(field)
    case .array(let array): return elements(array)
    case .container(let container): return contents(of: container)
    case .pointer(let pointer): return target(of: pointer)
    default: return []
    }
  }

  private func field(_ index: Int, _ field: FieldView) -> FieldNode {
    var label = StyledText()
    switch field.kind {
    case .member: label.append(bytes: field.name, .field)
    case .anonymous: label.append("<anonymous>", .note)
    case .base, .virtualBase:
      label.append("<", .punctuation)
      label.append(bytes: field.name, .type)
      label.append(">", .punctuation)
    }
    // Members of bases and of anonymous members are named like the record's own.
    let path = field.kind == .member ? self.path.member(field.name) : self.path
    return FieldNode("\(index)", label, field.value, path, reader, of: object)
  }

  private func elements(_ array: ArrayView) -> [FieldNode] {
    let count = array.count ?? 0
    if count > FieldReader.sliceLength, let start = value.address,
      let element = array.runs.first?.value.type, case .array = value.type.shape
    {
      return slices(element, at: start, first: 0, count: count)
    }
    return runs(array.runs.map(reader.pointing), first: 0)
      + (array.isTruncated ? [more] : [])
  }

  private func runs(_ runs: [ArrayView.Run], first: UInt64) -> [FieldNode] {
    runs.map { run in
      let index = first &+ run.index
      let last = index &+ (run.count - 1)
      let label = StyledText(run.count > 1 ? "[\(index)…\(last)]" : "[\(index)]", .number)
      return FieldNode("\(index)", label, run.value, path.element(index), reader, of: object)
    }
  }

  /// Parts of an array, each a hundred elements, or a hundred times as many as those below it.
  private func slices(
    _ element: ExpressionType, at start: Address, first: UInt64, count: UInt64
  ) -> [FieldNode] {
    var length = FieldReader.sliceLength
    while count / length > FieldReader.sliceLength { length *= FieldReader.sliceLength }
    var nodes: [FieldNode] = []
    var offset: UInt64 = 0
    while offset < count {
      let part = min(length, count - offset)
      let place = start + (element.size ?? 0) &* offset
      let view = ValueView(
        type: .array(element, count: part), address: place,
        content: .array(ArrayView(runs: [], count: part, isTruncated: true)))
      let label = "[\(first + offset)…\(first + offset + part - 1)]"
      nodes.append(
        FieldNode(
          label, StyledText(label, .number), view, path, reader, of: object,
          kind: .slice(element: element, first: first + offset, count: part)))
      offset += part
    }
    return nodes
  }

  private func slice(_ element: ExpressionType, first: UInt64, count: UInt64) -> [FieldNode] {
    guard let start = value.address else { return [] }
    guard count > FieldReader.sliceLength else {
      return runs(reader.elements(element, at: start, count: count), first: first)
    }
    return slices(element, at: start, first: first, count: count)
  }

  /// Stands for what is not shown.
  private var more: FieldNode {
    FieldNode("more", "…", value, path, reader, of: object, kind: .more)
  }

  private func contents(of container: ContainerView) -> [FieldNode] {
    switch container.content {
    case .elements(let array): return elements(array)
    case .entries(let entries, let isTruncated):
      let nodes = entries.enumerated().map { index, entry in
        FieldNode(
          "\(index)", ValueText(width: 40).summary(entry.key), entry.value, path, reader,
          of: object)
      }
      return nodes + (isTruncated ? [more] : [])
    case .value(let inner):
      return FieldNode("", StyledText(), inner, path, reader, of: object).children()
    case .raw(_, let members):
      let raw = ValueView(type: value.type, address: value.address, content: members)
      return FieldNode("", StyledText(), raw, path, reader, of: object).children()
    case .nothing, .opaque: return []
    }
  }

  private func target(of pointer: PointerView) -> [FieldNode] {
    guard let object = reader.object(at: pointer.address, pointedBy: pointedType) else { return [] }
    let view = reader.view(of: object)
    let isWhole = object.address == pointer.address
    let path = isWhole ? self.path.target : FieldPath(pointer.address, type: nil)
    let node = FieldNode(
      "*", StyledText("*", .pointer), view, path, reader, of: Self.extent(of: view))
    // What is folded into one row more would only be unfolded again.
    return node.isFoldable ? node.children() : [node]
  }
}
