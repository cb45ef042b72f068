// Takes a value apart for showing, directed by its type, within limits.

import Primitives
import TypeModel

/// Builds the tree of a value. Everything that it reads may be garbage: what cannot be read or is too much is said so
/// in the tree.
public struct ViewBuilder {
  let scope: any ExpressionScope
  let limits: ViewLimits
  /// Values that may still be shown.
  var remaining: Int
  /// The objects shown so far, so that cycles end.
  var shown: Set<ShownObject> = []

  /// An object is one thing of one type at one address; a struct and its first member are two.
  struct ShownObject: Hashable {
    var address: Address
    /// Concrete, so that a typedef and its type are one.
    var type: [UInt8]

    init(address: Address, type: ExpressionType) {
      self.address = address
      self.type = type.declared?.concreteSpelling ?? type.spelling
    }
  }

  /// Where in the tree a value stands.
  struct Position {
    var nesting = 0
    var followed = 0
  }

  private init(scope: any ExpressionScope, limits: ViewLimits) {
    self.scope = scope
    self.limits = limits
    remaining = limits.values
  }

  /// The tree of a value.
  public static func view(
    of value: ExpressionValue, in scope: any ExpressionScope, limits: ViewLimits = ViewLimits()
  ) -> ValueView {
    var builder = ViewBuilder(scope: scope, limits: limits)
    switch value.place {
    case .memory(let address):
      builder.shown.insert(ShownObject(address: address, type: value.type))
      let source = ViewSource(memory: address, scope: scope)
      return builder.view(value.type, source, Position())
    case .bytes(let bytes):
      return builder.view(value.type, ViewSource(bytes: bytes, scope: scope), Position())
    case .bits(let address, let shift, let count):
      let source = ViewSource(memory: address, scope: scope)
      return builder.bitField(value.type, source, shift: shift, count: count)
    }
  }

  /// The tree of a value of which only parts are known.
  public static func view(
    of value: PartialValue, in scope: any ExpressionScope, limits: ViewLimits = ViewLimits()
  ) -> ValueView {
    var builder = ViewBuilder(scope: scope, limits: limits)
    return builder.view(value.type, ViewSource(value, scope: scope), Position())
  }

  mutating func view(
    _ type: ExpressionType, _ source: ViewSource, _ position: Position
  ) -> ValueView {
    remaining -= 1
    var value = ValueView(type: type, address: source.address, content: .omitted(.limit))
    guard remaining > 0, position.nesting <= limits.nesting else { return value }
    value.content = content(type, source, position)
    return value
  }

  private mutating func content(
    _ type: ExpressionType, _ source: ViewSource, _ position: Position
  ) -> ValueView.Content {
    switch type.shape {
    case .record(let record): return self.record(record, source, position)
    case .array(let element, let count): return array(element, count, source, position)
    case .pointer(let target), .reference(let target):
      return pointer(to: target, source, position)
    case .function: return .function(scope.pointee(at: source.address ?? Address(0)))
    case .void: return .omitted(.incomplete)
    default: break
    }
    guard let size = type.size, let count = Int(exactly: min(size, 256)) else {
      return .omitted(.incomplete)
    }
    guard let bytes = source.bytes(count) else { return source.obstacle(count) }
    return scalar(type.shape, bytes)
  }

  /// A value that holds no others, from its bytes.
  func scalar(_ shape: TypeShape, _ bytes: [UInt8]) -> ValueView.Content {
    switch shape {
    case .integer(_, let isSigned, let isText):
      let value = IntegerValue(littleEndian: bytes, isSigned: isSigned)
      return isText ? .character(value) : .integer(value)
    case .boolean: return .boolean(IntegerValue(littleEndian: bytes, isSigned: false))
    case .enumeration(let type, _, let isSigned):
      return .enumeration(
        EnumerationView(IntegerValue(littleEndian: bytes, isSigned: isSigned), of: type))
    case .floating:
      return FloatingValue(littleEndian: bytes).map { .floating($0) } ?? .raw(bytes)
    case .complex:
      let half = bytes.count / 2
      guard let real = FloatingValue(littleEndian: Array(bytes[..<half])),
        let imaginary = FloatingValue(littleEndian: Array(bytes[half...]))
      else { return .raw(bytes) }
      return .complex(real: real, imaginary: imaginary)
    default: return .raw(bytes)
    }
  }

  func bitField(
    _ type: ExpressionType, _ source: ViewSource, shift: Int, count: Int
  ) -> ValueView {
    var value = ValueView(type: type, address: source.address, content: .omitted(.incomplete))
    value.bits = count
    let size = BitField.byteCount(shift: shift, bits: count)
    guard let bytes = source.bytes(size) else {
      value.content = source.obstacle(size)
      return value
    }
    let raw = BitField.value(in: bytes, shift: shift, bits: count)
    let width = Int(clamping: min(type.size ?? 16, 16))
    let unsigned = IntegerValue(bits: raw, size: width, isSigned: false)
    switch type.shape {
    case .integer(_, true, _), .enumeration(_, _, true):
      let signed = BitField.signExtended(unsigned, bits: count)
      value.content = scalar(type.shape, signed.littleEndian)
    default: value.content = scalar(type.shape, unsigned.littleEndian)
    }
    return value
  }
}

extension EnumerationView {
  init(_ value: IntegerValue, of type: UniqType) {
    self.init(value: value, names: [], rest: value.bits)
    let known = type.enumerators.map { enumerator in
      let bits = UInt128(bitPattern: Int128(enumerator.value))
      return (
        name: enumerator.name,
        bits: IntegerValue(bits: bits, size: value.size, isSigned: false).bits
      )
    }
    if let exact = known.first(where: { $0.bits == value.bits }) {
      names = [exact.name]
      rest = 0
    } else if Self.areFlags(known.map(\.bits)) {
      let parts = known.filter { $0.bits != 0 && value.bits & $0.bits == $0.bits }
      names = parts.map(\.name)
      rest = parts.reduce(value.bits) { $0 & ~$1.bits }
    }
  }

  /// Flags are values of which no two share a bit, as gdb has it; 0 and equal ones set aside.
  private static func areFlags(_ values: [UInt128]) -> Bool {
    var seen: UInt128 = 0
    for value in Set(values) {
      guard seen & value == 0 else { return false }
      seen |= value
    }
    return seen != 0
  }
}
