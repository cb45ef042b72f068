// Containers as values for showing.

import Primitives
import TypeModel

extension ViewBuilder {
  /// A container's contents; nil for other classes, and when the members themselves are wanted.
  mutating func container(
    _ type: UniqType, _ source: ViewSource, _ position: Position
  ) -> ValueView.Content? {
    guard !limits.isRaw, let address = source.address, let name = ContainerFamily.name(of: type)
    else { return nil }
    let object = ContainerObject(type, at: address, in: scope)
    do throws(ContainerProblem) {
      let contents = try ContainerDecoder.contents(of: object, limit: elementLimit)
      return try shown(contents, name, position)
    } catch {
      let members = fields(of: type, source, position)
      return .container(ContainerView(name: name, content: .raw(error, .record(members))))
    }
  }

  /// Nodes are not looked up that could not be shown.
  private var elementLimit: Int { max(1, min(limits.elements, remaining)) }

  private mutating func shown(
    _ contents: ContainerContents, _ name: String, _ position: Position
  ) throws(ContainerProblem) -> ValueView.Content {
    var view = ContainerView(name: name, count: contents.count, content: .nothing)
    view.facts = contents.facts
    var inner = position
    inner.nesting += 1
    switch contents.body {
    case .nothing: if contents.count != nil { view.content = .elements(.empty) }
    case .opaque: view.content = .opaque
    case .text(let type, let start):
      return .string(try text(type, at: start, contents.count ?? 0))
    case .contiguous(let type, let start):
      let elements = ExpressionType.array(type, count: contents.count)
      let source = ViewSource(memory: start, scope: scope)
      // Characters in a vector are elements like others, unless they read as text.
      switch array(type, contents.count, source, position) {
      case .array(let array): view.content = .elements(array)
      case let other:
        view.content = .value(ValueView(type: elements, address: start, content: other))
      }
    case .bits(let start, let skipped):
      view.content = .elements(try bits(at: start, skipping: skipped, contents.count ?? 0))
    case .elements(let values, let isTruncated):
      view.content = .elements(runs(of: values, contents.count, isTruncated, inner))
    case .entries(let pairs, let isTruncated):
      view.content = try entries(pairs, isTruncated, inner)
    case .value(let value):
      let shown = self.value(value, inner)
      if ContainerFamily.isTransparent(name) { return shown.content }
      view.content = .value(shown)
    }
    return .container(view)
  }

  private mutating func value(_ value: ExpressionValue, _ position: Position) -> ValueView {
    guard let address = value.address else { return .nothing }
    return view(value.type, ViewSource(memory: address, scope: scope), position)
  }

  private func text(
    _ type: ExpressionType, at start: Address, _ count: UInt64
  ) throws(ContainerProblem) -> StringView {
    let unit = type.characterKind?.unit ?? 1
    let shown = Int(min(count, UInt64(max(limits.stringLength, 0))))
    guard let bytes = scope.bytes(at: start, count: shown * unit) else {
      throw .unreadable(start)
    }
    return StringView(exactly: bytes, unit: unit, isTruncated: UInt64(shown) < count)
  }

  private mutating func entries(
    _ pairs: [ContainerObject], _ isTruncated: Bool, _ position: Position
  ) throws(ContainerProblem) -> ContainerView.Content {
    var entries: [ContainerEntry] = []
    for pair in pairs {
      guard remaining > 0 else { return .entries(entries, isTruncated: true) }
      let key = value(try pair.member("first").value, position)
      let mapped = value(try pair.member("second").value, position)
      entries.append(ContainerEntry(key: key, value: mapped))
    }
    return .entries(entries, isTruncated: isTruncated)
  }

  private mutating func runs(
    of values: [ExpressionValue], _ count: UInt64?, _ isTruncated: Bool, _ position: Position
  ) -> ArrayView {
    var view = ArrayView(runs: [], count: count, isTruncated: isTruncated)
    for (index, value) in values.enumerated() {
      guard remaining > 0 else {
        view.isTruncated = true
        break
      }
      let shown = self.value(value, position)
      view.runs.append(ArrayView.Run(value: shown, index: UInt64(index), count: 1))
    }
    return view
  }

  /// Bits as truth values, equal neighbours folded.
  private mutating func bits(
    at start: Address, skipping skipped: UInt64, _ count: UInt64
  ) throws(ContainerProblem) -> ArrayView {
    let scanned = min(count, Self.scannedBits)
    let bytes = Int((skipped + scanned + 7) / 8)
    guard let words = scope.bytes(at: start, count: bytes) else { throw .unreadable(start) }
    let bit = { (index: UInt64) in
      words[Int((skipped + index) / 8)] >> UInt8((skipped + index) % 8) & 1
    }
    var view = ArrayView(runs: [], count: count, isTruncated: false)
    var index: UInt64 = 0
    while index < scanned, view.runs.count < limits.elements, remaining > 0 {
      var end = index + 1
      while end < scanned, bit(end) == bit(index) { end += 1 }
      let length = end - index >= UInt64(max(limits.repeats, 2)) ? end - index : 1
      let value = IntegerValue(bits: UInt128(bit(index)), size: 1, isSigned: false)
      let shown = ValueView(type: .basic(.bool), address: nil, content: .boolean(value))
      view.runs.append(ArrayView.Run(value: shown, index: index, count: length))
      remaining -= 1
      index += length
    }
    view.isTruncated = index < count
    return view
  }

  /// Bits are looked at for folding so far.
  private static let scannedBits: UInt64 = 1 << 20
}

extension ArrayView {
  /// No elements.
  static let empty = ArrayView(runs: [], count: 0, isTruncated: false)
}
