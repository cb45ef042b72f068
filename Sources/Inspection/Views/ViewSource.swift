// Where the bytes of a shown value come from: memory, read in bulk, or a computed value.

import Primitives

/// A place to read a value from, with what has been read around it already.
struct ViewSource {
  /// The value's address; nil for a computed one.
  var address: Address?
  /// Bytes that are there already, and where in them the value starts.
  private var window: [UInt8]
  private var start: Int
  /// Parts of the window that are not known.
  private var gaps: [Range<Int>] = []

  let scope: any ExpressionScope

  /// Records and arrays up to this size are read at once, in bytes.
  static let windowSize = 65_536

  init(memory address: Address, scope: any ExpressionScope) {
    self.address = address
    self.scope = scope
    window = []
    start = 0
  }

  init(bytes: [UInt8], scope: any ExpressionScope) {
    self.scope = scope
    window = bytes
    start = 0
  }

  init(_ value: PartialValue, scope: any ExpressionScope) {
    self.init(bytes: value.bytes, scope: scope)
    gaps = value.gaps
  }

  /// The same place with the bytes of a value of `size` read, when they are not there yet and few enough.
  func loaded(size: UInt64) -> ViewSource {
    guard let address, let size = Int(exactly: size), size <= Self.windowSize,
      !holds(size)
    else { return self }
    var source = self
    source.window = scope.availableBytes(at: address, count: size)
    source.start = 0
    return source
  }

  /// The place `offset` bytes on.
  func advanced(by offset: Int64) -> ViewSource {
    var source = self
    source.address = address.map { $0 + UInt64(bitPattern: offset) }
    source.start = Int(clamping: Int64(start).addingReportingOverflow(offset).partialValue)
    if source.start < 0 { source.window = [] }
    return source
  }

  /// Whether the window has the next `count` bytes.
  private func holds(_ count: Int) -> Bool {
    start >= 0 && start <= window.count && count <= window.count - start
  }

  /// The bytes of the value; nil when not all of them can be read.
  func bytes(_ count: Int) -> [UInt8]? {
    guard count >= 0 else { return nil }
    if holds(count) {
      let wanted = start..<(start + count)
      return gaps.contains { $0.overlaps(wanted) } ? nil : Array(window[wanted])
    }
    return address.flatMap { scope.bytes(at: $0, count: count) }
  }

  /// Why the value's `count` bytes cannot be had.
  func obstacle(_ count: Int) -> ValueView.Content {
    guard let address else { return .omitted(.optimizedOut) }
    return .unreadable(address + UInt64(scope.availableBytes(at: address, count: count).count))
  }
}
