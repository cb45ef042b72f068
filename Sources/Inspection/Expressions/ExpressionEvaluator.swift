// Gives an expression its value: C's rules, directed by the types of the modules.

import Primitives
import TypeModel

/// Evaluates a tree over a scope. Reads the target's memory; never writes to it and never calls into it.
public struct ExpressionEvaluator {
  let scope: any ExpressionScope
  /// Set inside `sizeof`, whose operand is not evaluated (C11 6.5.3.4): reads give zeros.
  var isUnevaluated = false
  /// An object whose members are names of their own, before all others.
  var object: ExpressionValue?

  /// Slices longer than this are refused, in elements.
  static let maximumSlice = 1_000_000

  /// - Parameter object: its members can be named as variables can, and hide those.
  public init(scope: any ExpressionScope, object: ExpressionValue? = nil) {
    self.scope = scope
    self.object = object
  }

  /// Parses and evaluates a text.
  public func evaluate(_ text: [UInt8]) throws(ExpressionError) -> ExpressionValue {
    try evaluate(try ExpressionParser.parse(text, oracle: scope))
  }

  /// Where an expression leads: the value of a pointer, else the address of the object that it names.
  public func address(_ text: [UInt8]) throws(ExpressionError) -> Address {
    let node = try ExpressionParser.parse(text, oracle: scope)
    return try address(of: try evaluate(node), node)
  }

  /// Where the value of a tree leads.
  public func address(
    of value: ExpressionValue, _ node: ExpressionNode
  ) throws(ExpressionError) -> Address {
    switch (value.type.shape, value.place) {
    case (.pointer, _):
      if case .pointer(let address, _) = try scalar(value, node.range) { return Address(address) }
    case (_, .memory(let address)), (_, .bits(let address, _, _)): return address
    default: break
    }
    throw ExpressionError(.noAddress, at: node.range)
  }

  /// The value of a tree.
  public func evaluate(_ node: ExpressionNode) throws(ExpressionError) -> ExpressionValue {
    switch node.kind {
    case .integer(let value, let type):
      return ExpressionValue(IntegerValue(Int128(value), as: type), as: .basic(type))
    case .floating(let value, let type):
      return ExpressionValue(FloatingValue(value, size: type.size))
    case .character(let value):
      let type: BasicType = (-128...127).contains(value) ? .char : .char32
      return ExpressionValue(IntegerValue(Int128(value), as: type), as: .basic(type))
    case .string(let content):
      let bytes = content + [0]
      return ExpressionValue(
        type: .array(.basic(.char), count: UInt64(bytes.count)), place: .bytes(bytes))
    case .name(let name): return try value(of: name, node)
    case .unary(let symbol, let operand): return try unary(symbol, operand, node)
    case .binary(let symbol, let left, let right): return try binary(symbol, left, right, node)
    case .conditional(let condition, let yes, let no):
      return try evaluate(try isTrue(condition) ? yes : no)
    case .cast(let name, let operand): return try cast(operand, to: try type(name), node)
    case .sizeOfType(let name): return try size(of: try type(name), node)
    case .sizeOf(let operand): return try size(of: operand, node)
    case .index(let array, let index): return try element(of: array, at: index, node)
    case .slice(let first, let count): return try slice(from: first, count: count, node)
    case .member(let record, let name, let throughPointer):
      return try member(name, of: record, throughPointer: throughPointer, node)
    }
  }

  private func size(
    of type: ExpressionType, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    guard let size = completed(type).size else {
      if case .void = type.shape { return ExpressionValue(IntegerValue(1, as: .unsignedLong)) }
      throw ExpressionError(.incomplete(type.spelling), at: node.range)
    }
    return ExpressionValue(IntegerValue(Int128(size), as: .unsignedLong))
  }

  private func size(
    of operand: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    var typed = self
    typed.isUnevaluated = true
    let value = try typed.evaluate(operand)
    if case .bits = value.place { throw ExpressionError(.noAddress, at: operand.range) }
    return try size(of: value.type, node)
  }

  func isTrue(_ node: ExpressionNode) throws(ExpressionError) -> Bool {
    try scalar(node).isTrue
  }

  /// A type whose declaration, if it is only one here, is replaced by its definition elsewhere.
  func completed(_ type: ExpressionType) -> ExpressionType {
    guard case .record(let record) = type.shape, record.isIncomplete else { return type }
    return .declared(scope.completed(record))
  }

  // MARK: Memory

  func bytes(
    at address: Address, count: Int, _ range: Range<Int>
  ) throws(ExpressionError) -> [UInt8] {
    if isUnevaluated { return [UInt8](repeating: 0, count: count) }
    let result = scope.availableBytes(at: address, count: count)
    guard result.count == count else {
      throw ExpressionError(.unreadable(address + UInt64(result.count)), at: range)
    }
    return result
  }

  /// A value's bytes: `size` of them, or a bit-field's as an integer.
  func bytes(
    of value: ExpressionValue, size: Int, _ range: Range<Int>
  ) throws(ExpressionError) -> [UInt8] {
    switch value.place {
    case .memory(let address): return try bytes(at: address, count: size, range)
    case .bytes(let bytes): return Array(bytes.prefix(size))
    case .bits(let address, let shift, let count):
      let raw = try bytes(at: address, count: BitField.byteCount(shift: shift, bits: count), range)
      return Array(
        BitField.value(in: raw, shift: shift, bits: count).littleEndianBytes.prefix(size))
    }
  }

  /// The operand as a scalar: arrays and functions become pointers, as C has it.
  func scalar(_ node: ExpressionNode) throws(ExpressionError) -> Scalar {
    try scalar(try evaluate(node), node.range)
  }

  func scalar(
    _ value: ExpressionValue, _ range: Range<Int>
  ) throws(ExpressionError) -> Scalar {
    switch value.type.shape {
    case .integer(let size, let isSigned, _), .enumeration(_, let size, let isSigned):
      return .integer(try integer(value, size: size, isSigned: isSigned, range))
    case .boolean(let size):
      return .integer(try integer(value, size: size, isSigned: false, range))
    case .floating(let size):
      if let value = FloatingValue(littleEndian: try bytes(of: value, size: size, range)) {
        return .floating(value)
      }
    case .pointer(let target):
      let bits = IntegerValue(
        littleEndian: try bytes(of: value, size: 8, range), isSigned: false)
      return .pointer(bits.word, to: target)
    case .array(let element, _):
      if let address = value.address { return .pointer(address.raw, to: element) }
      throw ExpressionError(.noAddress, at: range)
    case .function:
      if let address = value.address { return .pointer(address.raw, to: value.type) }
    case .opaque where value.type.size == nil, .void:
      throw ExpressionError(.untyped([]), at: range)
    case .record, .reference, .memberPointer, .complex, .opaque: break
    }
    throw ExpressionError(.badOperand(value.type.spelling), at: range)
  }

  private func integer(
    _ value: ExpressionValue, size: Int, isSigned: Bool, _ range: Range<Int>
  ) throws(ExpressionError) -> IntegerValue {
    let raw = IntegerValue(
      littleEndian: try bytes(of: value, size: size, range), isSigned: isSigned)
    guard case .bits(_, _, let count) = value.place, isSigned else { return raw }
    return BitField.signExtended(raw, bits: count)
  }
}

extension ExpressionValue {
  /// A computed integer of its C type.
  init(_ value: IntegerValue) { self.init(value, as: .basic(value.type)) }

  init(_ value: IntegerValue, as type: ExpressionType) {
    self.init(type: type, place: .bytes(value.littleEndian))
  }

  init(_ value: FloatingValue) {
    self.init(type: .basic(value.type), place: .bytes(value.littleEndian))
  }

  init(pointer: UInt64, to target: ExpressionType) {
    self.init(
      type: .pointer(target), place: .bytes(withUnsafeBytes(of: pointer.littleEndian) { Array($0) })
    )
  }

  /// The result of a comparison: C's `int`.
  init(_ truth: Bool) { self.init(IntegerValue(truth ? 1 : 0, as: .int)) }
}
