// Arrays: text as text, equal neighbours folded, no more elements than are wanted.

import Primitives
import TypeModel

extension ViewBuilder {
  /// Elements are compared for folding up to this many bytes of an array.
  private static let scannedBytes: UInt64 = 1 << 20

  mutating func array(
    _ element: ExpressionType, _ declaredCount: UInt64?, _ source: ViewSource,
    _ position: Position
  ) -> ValueView.Content {
    let element = completedElement(element)
    guard let size = element.size, size > 0 else {
      return .array(ArrayView(runs: [], count: declaredCount, isTruncated: declaredCount != 0))
    }
    let count = declaredCount ?? countFromBlock(elementSize: size, source)
    guard let count, count > 0 else {
      return .array(ArrayView(runs: [], count: declaredCount, isTruncated: count == nil))
    }
    let wanted = min(count, max(Self.scannedBytes / size, 1))
    let loaded = source.loaded(size: wanted.multipliedReportingOverflow(by: size).partialValue)
    if let text = characters(element, count, loaded) { return .string(text) }
    var inner = position
    inner.nesting += 1
    return .array(runs(of: element, Int64(clamping: size), count, wanted, loaded, inner))
  }

  private func completedElement(_ type: ExpressionType) -> ExpressionType {
    guard case .record(let record) = type.shape, record.isIncomplete else { return type }
    return .declared(scope.completed(record))
  }

  /// How many elements fit between an array without a bound and the end of the block that it lies in.
  private func countFromBlock(elementSize: UInt64, _ source: ViewSource) -> UInt64? {
    guard let address = source.address else { return nil }
    let pointee = scope.pointee(at: address)
    guard let base = pointee.base, let size = pointee.size, address - base < size else {
      return nil
    }
    return (size - (address - base)) / elementSize
  }

  private mutating func runs(
    of element: ExpressionType, _ size: Int64, _ count: UInt64, _ scanned: UInt64,
    _ source: ViewSource, _ position: Position
  ) -> ArrayView {
    var view = ArrayView(runs: [], count: count, isTruncated: false)
    var index: UInt64 = 0
    while index < count {
      guard view.runs.count < limits.elements, remaining > 0 else { break }
      let place = source.advanced(by: size &* Int64(clamping: index))
      let repeats = equalNeighbours(size, place, atMost: max(scanned, index) - index)
      let folded = repeats >= UInt64(max(limits.repeats, 2)) ? repeats : 1
      let value = self.view(element, place, position)
      view.runs.append(ArrayView.Run(value: value, index: index, count: folded))
      index += folded
      if case .unreadable = value.content { break }
    }
    view.isTruncated = index < count
    return view
  }

  /// How many elements from a place on have the same bytes, itself counted.
  private func equalNeighbours(_ size: Int64, _ place: ViewSource, atMost limit: UInt64) -> UInt64 {
    guard limit > 1, let width = Int(exactly: size), let first = place.bytes(width) else {
      return 1
    }
    var count: UInt64 = 1
    while count < limit,
      let next = place.advanced(by: size &* Int64(clamping: count)).bytes(width), next == first
    {
      count += 1
    }
    return count
  }

  // MARK: Text

  /// The text of an array of characters: what C's functions would read, or all of it when something stands behind
  /// the first NUL. Nil for other arrays, and for bytes that do not look like text.
  private func characters(
    _ element: ExpressionType, _ count: UInt64, _ source: ViewSource
  ) -> StringView? {
    guard let kind = element.characterKind else { return nil }
    let shown = min(count, UInt64(max(limits.stringLength, 0)))
    guard let length = Int(exactly: shown), let bytes = source.bytes(length * kind.unit) else {
      return nil
    }
    let text = StringView(units: bytes, kind, stopsAtNull: false, isTruncated: shown < count)
    return kind.isCertain || text.looksLikeText ? text : nil
  }
}
