// C's arithmetic on integers of any size, wrapping as the machine does.

extension IntegerValue {
  /// C's usual arithmetic conversions (C11 6.3.1.8): the wider type, and the unsigned one of two as wide.
  static func usualConversions(
    _ left: IntegerValue, _ right: IntegerValue
  ) -> (IntegerValue, IntegerValue) {
    let (a, b) = (left.promoted, right.promoted)
    let size = max(a.size, b.size)
    let isSigned = !(a.size == size && !a.isSigned || b.size == size && !b.isSigned)
    return (
      a.converted(size: size, isSigned: isSigned), b.converted(size: size, isSigned: isSigned)
    )
  }

  /// The result of a comparison of two values of one type; nil for operators that do not compare.
  func compared(_ symbol: BinaryOperator, to other: IntegerValue) -> Bool? {
    let isLess = isSigned ? value < other.value : bits < other.bits
    switch symbol {
    case .equal: return bits == other.bits
    case .notEqual: return bits != other.bits
    case .less: return isLess
    case .lessOrEqual: return isLess || bits == other.bits
    case .greater: return !isLess && bits != other.bits
    case .greaterOrEqual: return !isLess
    default: return nil
    }
  }

  /// The result of arithmetic on two values of one type; nil for a division by zero.
  func combined(_ symbol: BinaryOperator, with other: IntegerValue) -> IntegerValue? {
    let result: UInt128
    switch symbol {
    case .add: result = bits &+ other.bits
    case .subtract: result = bits &- other.bits
    case .multiply: result = bits &* other.bits
    case .and: result = bits & other.bits
    case .or: result = bits | other.bits
    case .exclusiveOr: result = bits ^ other.bits
    case .divide where other.bits != 0:
      result =
        isSigned
        ? UInt128(bitPattern: value.dividedReportingOverflow(by: other.value).partialValue)
        : bits / other.bits
    case .remainder where other.bits != 0:
      result =
        isSigned
        ? UInt128(
          bitPattern: value.remainderReportingOverflow(dividingBy: other.value).partialValue)
        : bits % other.bits
    default: return nil
    }
    return IntegerValue(bits: result, size: size, isSigned: isSigned)
  }

  /// Shifted; by as many bits as the value has or more gives what shifting one by one would.
  func shifted(_ symbol: BinaryOperator, by count: IntegerValue) -> IntegerValue {
    let distance = Int(clamping: count.value)
    let result: UInt128
    if symbol == .shiftLeft {
      result = bits << distance
    } else {
      result = isSigned ? UInt128(bitPattern: value >> distance) : bits >> distance
    }
    return IntegerValue(bits: result, size: size, isSigned: isSigned)
  }
}
