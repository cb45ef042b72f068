// Arithmetic and comparison of symbolic numbers (DWARF 5 §2.5.1.4 and §2.5.1.5).

extension LocationEvaluator {
  /// DW_OP_abs to DW_OP_xor, without the branches. What is not a sum of a base and a constant is unknown.
  mutating func arithmetic(_ code: UInt8) -> Bool {
    switch code {
    case 0x19, 0x1f, 0x20: return unary(code)
    case 0x23:  // DW_OP_plus_uconst
      guard let top = pop() else { return false }
      push(moved(top, by: Int64(bitPattern: cursor.uleb())))
      return !cursor.failed
    default:
      guard let right = pop(), let left = pop() else { return false }
      push(binary(code, left, right))
      return true
    }
  }

  private func moved(_ number: SymbolicNumber, by bytes: Int64) -> SymbolicNumber {
    switch number.base {
    case .other, .floating: .other
    default: SymbolicNumber(number.base, number.offset &+ bytes)
    }
  }

  /// DW_OP_abs, neg, not.
  private mutating func unary(_ code: UInt8) -> Bool {
    guard let top = pop() else { return false }
    if case .floating(let size) = top.base, let value = top.floatingValue {
      push(code == 0x20 ? .other : .floating(code == 0x1f ? -value : value.magnitude, size: size))
      return true
    }
    guard let value = top.constant else {
      push(.other)
      return true
    }
    let result: Int64
    switch code {
    case 0x19: result = value < 0 ? 0 &- value : value
    case 0x1f: result = 0 &- value
    default: result = ~value
    }
    push(SymbolicNumber(.zero, result))
    return true
  }

  private func binary(
    _ code: UInt8, _ left: SymbolicNumber, _ right: SymbolicNumber
  ) -> SymbolicNumber {
    if left.floatingValue != nil || right.floatingValue != nil {
      return Self.floating(code, left, right)
    }
    if code == 0x22 {  // DW_OP_plus
      if let bytes = right.constant { return moved(left, by: bytes) }
      if let bytes = left.constant { return moved(right, by: bytes) }
      return .other
    }
    if code == 0x1c {  // DW_OP_minus
      if let bytes = right.constant { return moved(left, by: 0 &- bytes) }
      guard left.base == right.base, left.base != .other else { return .other }
      return SymbolicNumber(.zero, left.offset &- right.offset)
    }
    guard let a = left.constant, let b = right.constant, let result = Self.constants(code, a, b)
    else { return .other }
    return SymbolicNumber(.zero, result)
  }

  /// The other binary operations, on constants; nil for a division by zero.
  private static func constants(_ code: UInt8, _ a: Int64, _ b: Int64) -> Int64? {
    let (x, y) = (UInt64(bitPattern: a), UInt64(bitPattern: b))
    switch code {
    case 0x1a: return a & b
    case 0x1b: return b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    case 0x1d: return b == 0 ? nil : Int64(bitPattern: x % y)
    case 0x1e: return a &* b
    case 0x21: return a | b
    case 0x24: return y < 64 ? Int64(bitPattern: x << y) : 0
    case 0x25: return y < 64 ? Int64(bitPattern: x >> y) : 0
    case 0x26: return a >> Int64(min(y, 63))
    case 0x27: return a ^ b
    default: return nil
    }
  }

  /// DW_OP_eq to DW_OP_ne, on signed or floating numbers.
  mutating func compare(_ code: UInt8) -> Bool {
    guard let right = pop(), let left = pop() else { return false }
    guard left.base == right.base, left.base != .other else {
      push(.other)
      return true
    }
    let holds =
      if let a = left.floatingValue, let b = right.floatingValue {
        Self.holds(code, a, b)
      } else {
        Self.holds(code, left.offset, right.offset)
      }
    push(SymbolicNumber(.zero, holds ? 1 : 0))
    return true
  }

  private static func holds<Number: Comparable>(_ code: UInt8, _ a: Number, _ b: Number) -> Bool {
    switch code {
    case 0x29: a == b
    case 0x2a: a >= b
    case 0x2b: a > b
    case 0x2c: a <= b
    case 0x2d: a < b
    default: a != b
    }
  }
}
