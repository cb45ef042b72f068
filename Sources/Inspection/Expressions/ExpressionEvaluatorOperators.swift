// C's operators on scalars and pointers (C11 6.5).

import Primitives
import TypeModel

extension ExpressionEvaluator {
  func unary(
    _ symbol: UnaryOperator, _ operand: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    switch symbol {
    case .address: return try address(of: operand, node)
    case .dereference: return try dereference(try evaluate(operand), operand, node)
    case .not: return ExpressionValue(!(try isTrue(operand)))
    case .plus, .minus, .complement: break
    }
    switch try scalar(operand) {
    case .integer(let value):
      let promoted = value.promoted
      let result: UInt128 =
        switch symbol {
        case .minus: 0 &- promoted.bits
        case .complement: ~promoted.bits
        default: promoted.bits
        }
      return ExpressionValue(
        IntegerValue(bits: result, size: promoted.size, isSigned: promoted.isSigned))
    case .floating(let value) where symbol != .complement:
      return ExpressionValue(
        FloatingValue(symbol == .minus ? -value.value : value.value, size: value.size))
    default:
      throw ExpressionError(.badOperand(try evaluate(operand).type.spelling), at: operand.range)
    }
  }

  func binary(
    _ symbol: BinaryOperator, _ left: ExpressionNode, _ right: ExpressionNode,
    _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    switch symbol {
    case .logicalAnd: return ExpressionValue(try isTrue(left) ? try isTrue(right) : false)
    case .logicalOr: return ExpressionValue(try isTrue(left) ? true : try isTrue(right))
    case .equal, .notEqual:
      if let isSame = try isSameText(left, right) {
        return ExpressionValue(isSame == (symbol == .equal))
      }
    default: break
    }
    switch (try scalar(left), try scalar(right)) {
    case (.integer(let a), .integer(let b)): return try integers(symbol, a, b, node)
    case (.integer(let a), .floating(let b)):
      return try floats(symbol, FloatingValue(Float80(a), size: b.size), b, node)
    case (.floating(let a), .integer(let b)):
      return try floats(symbol, a, FloatingValue(Float80(b), size: a.size), node)
    case (.floating(let a), .floating(let b)): return try floats(symbol, a, b, node)
    case (.pointer(let a, let target), .integer(let b)):
      return try pointer(a, target, symbol, b, node)
    case (.integer(let a), .pointer(let b, let target)) where symbol == .add:
      return try pointer(b, target, symbol, a, node)
    case (.integer(let a), .pointer(let b, _)):
      return try compared(symbol, a.word, b, node)
    case (.pointer(let a, let target), .pointer(let b, _)):
      guard symbol == .subtract else { return try compared(symbol, a, b, node) }
      let stride = max(try stride(of: target, node), 1)
      let distance = Int64(bitPattern: a &- b) / Int64(clamping: stride)
      return ExpressionValue(IntegerValue(Int128(distance), as: .long))
    default: throw try badOperands(left, right, node)
    }
  }

  /// Whether a text is that of a string literal; nil when neither side is one. C compares addresses, of which a literal here has none.
  private func isSameText(
    _ left: ExpressionNode, _ right: ExpressionNode
  ) throws(ExpressionError) -> Bool? {
    let other: ExpressionNode
    let text: [UInt8]
    switch (left.kind, right.kind) {
    case (.string(let literal), _): (text, other) = (literal, right)
    case (_, .string(let literal)): (text, other) = (literal, left)
    default: return nil
    }
    var limits = ViewLimits()
    limits.stringLength = text.count + 1
    let value = try evaluate(other)
    let view = ViewBuilder.view(of: value, in: scope, limits: limits)
    guard let found = view.text else {
      if case .pointer = value.type.shape { return false }
      throw ExpressionError(.badOperand(value.type.spelling), at: other.range)
    }
    // One character more was looked at: where nothing of it is left it was a NUL. Behind that an array may hold anything.
    return found.bytes.prefix { $0 != 0 }.elementsEqual(text)
  }

  private func badOperands(
    _ left: ExpressionNode, _ right: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionError {
    let types = try [evaluate(left).type.spelling, evaluate(right).type.spelling]
    return ExpressionError(
      .badOperand(Array(types.joined(separator: Array(" and ".utf8)))), at: node.range)
  }

  private func integers(
    _ symbol: BinaryOperator, _ left: IntegerValue, _ right: IntegerValue, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    if symbol == .shiftLeft || symbol == .shiftRight {
      return ExpressionValue(left.promoted.shifted(symbol, by: right))
    }
    let (a, b) = IntegerValue.usualConversions(left, right)
    if let truth = a.compared(symbol, to: b) { return ExpressionValue(truth) }
    guard let result = a.combined(symbol, with: b) else {
      throw ExpressionError(.divisionByZero, at: node.range)
    }
    return ExpressionValue(result)
  }

  private func floats(
    _ symbol: BinaryOperator, _ left: FloatingValue, _ right: FloatingValue,
    _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let (a, b) = (left.value, right.value)
    let size = max(left.size, right.size)
    let result: Float80
    switch symbol {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = a * b
    case .divide: result = a / b
    case .less: return ExpressionValue(a < b)
    case .greater: return ExpressionValue(a > b)
    case .lessOrEqual: return ExpressionValue(a <= b)
    case .greaterOrEqual: return ExpressionValue(a >= b)
    case .equal: return ExpressionValue(a == b)
    case .notEqual: return ExpressionValue(a != b)
    default: throw ExpressionError(.badOperand(Array(left.type.rawValue.utf8)), at: node.range)
    }
    return ExpressionValue(FloatingValue(result, size: size))
  }

  /// Pointer plus or minus a number of elements, or compared with an integer.
  private func pointer(
    _ address: UInt64, _ target: ExpressionType, _ symbol: BinaryOperator, _ number: IntegerValue,
    _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    guard symbol == .add || symbol == .subtract else {
      return try compared(symbol, address, number.word, node)
    }
    let distance = number.word &* (try stride(of: target, node))
    return ExpressionValue(
      pointer: symbol == .add ? address &+ distance : address &- distance, to: target)
  }

  private func compared(
    _ symbol: BinaryOperator, _ a: UInt64, _ b: UInt64, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let left = IntegerValue(bits: UInt128(a), size: 8, isSigned: false)
    let right = IntegerValue(bits: UInt128(b), size: 8, isSigned: false)
    guard let truth = left.compared(symbol, to: right) else {
      throw ExpressionError(.badOperand(Array("pointer".utf8)), at: node.range)
    }
    return ExpressionValue(truth)
  }

  /// The bytes from one element to the next; 1 for `void` and functions, as gcc has it.
  func stride(of type: ExpressionType, _ node: ExpressionNode) throws(ExpressionError) -> UInt64 {
    let complete = completed(type)
    switch complete.shape {
    case .void, .function: return 1
    default: break
    }
    guard let size = complete.size else {
      throw ExpressionError(.incomplete(type.spelling), at: node.range)
    }
    return size
  }
}

extension Float80 {
  init(_ value: IntegerValue) {
    self = value.isSigned ? Float80(value.value) : Float80(value.bits)
  }
}

extension ValueView {
  /// The text that a value is, or points at; nil for what is none.
  fileprivate var text: StringView? {
    switch content {
    case .string(let text): return text
    case .pointer(let pointer): return pointer.string
    // Bytes that do not look like text; all zero, they are the empty one.
    case .array(let array) where array.runs.first?.value.isZero == true:
      return StringView(bytes: [], isTruncated: false)
    case .container(let container):
      if case .value(let inner) = container.content { return inner.text }
      return nil
    default: return nil
    }
  }

  private var isZero: Bool {
    switch content {
    case .integer(let value), .character(let value): value.bits == 0
    default: false
    }
  }
}
