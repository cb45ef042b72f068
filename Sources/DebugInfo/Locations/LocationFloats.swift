// Floating numbers in expressions: the typed operations of DWARF 5 §2.5.1.7 on float and double.

extension SymbolicNumber {
  /// The bits of a number that is known outright, be it whole or floating.
  public var bits: UInt64? {
    switch base {
    case .zero, .floating: UInt64(bitPattern: offset)
    default: nil
    }
  }

  /// The value of a floating number.
  var floatingValue: Double? {
    guard case .floating(let size) = base else { return nil }
    return size == 4
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: offset)))
      : Double(bitPattern: UInt64(bitPattern: offset))
  }

  /// A floating number of 4 or 8 bytes, rounded to its size.
  static func floating(_ value: Double, size: Int) -> SymbolicNumber {
    let bits = size == 4 ? UInt64(Float(value).bitPattern) : value.bitPattern
    return SymbolicNumber(.floating(size: size), Int64(bitPattern: bits))
  }
}

extension LocationEvaluator {
  /// DW_OP_div, minus, mul, plus on two floating numbers of one size; unknown for others.
  static func floating(
    _ code: UInt8, _ left: SymbolicNumber, _ right: SymbolicNumber
  ) -> SymbolicNumber {
    guard case .floating(let size) = left.base, left.base == right.base,
      let a = left.floatingValue, let b = right.floatingValue
    else { return .other }
    switch code {
    case 0x1b: return .floating(a / b, size: size)
    case 0x1c: return .floating(a - b, size: size)
    case 0x1e: return .floating(a * b, size: size)
    case 0x22: return .floating(a + b, size: size)
    default: return .other
    }
  }

  /// A base type of the unit, given by the offset of its DIE; nil for what is no base type.
  private func baseType(at offset: UInt64) -> (size: UInt64, encoding: UInt64)? {
    guard let offset = Int(exactly: offset), let unit,
      let die = unit.die(at: unit.offset &+ offset),
      let size = die.unsigned(.byteSize), size > 0, let encoding = die.unsigned(.encoding)
    else { return nil }
    return (size, encoding)
  }

  /// DW_ATE_float.
  private static var floatEncoding: UInt64 { 0x04 }

  /// A number's bits as one of another type; 0 is the generic type of an address.
  func reinterpreted(_ number: SymbolicNumber, asTypeAt offset: UInt64) -> SymbolicNumber {
    guard let bits = number.bits else { return number }
    let plain = SymbolicNumber(.zero, Int64(bitPattern: bits))
    guard offset != 0 else { return plain }
    guard let type = baseType(at: offset) else { return .other }
    guard type.encoding == Self.floatEncoding else { return narrowed(plain, type) }
    guard type.size == 4 || type.size == 8 else { return .other }
    return SymbolicNumber(.floating(size: Int(type.size)), plain.offset)
  }

  /// A number's value as one of another type (`DW_OP_convert`).
  func converted(_ number: SymbolicNumber, toTypeAt offset: UInt64) -> SymbolicNumber {
    guard number.bits != nil else { return number }
    guard offset != 0 else { return whole(number) }
    guard let type = baseType(at: offset) else { return .other }
    guard type.encoding == Self.floatEncoding else { return narrowed(whole(number), type) }
    guard type.size == 4 || type.size == 8 else { return .other }
    let value = number.floatingValue ?? Double(number.offset)
    return .floating(value, size: Int(type.size))
  }

  /// Without what stands behind the point.
  private func whole(_ number: SymbolicNumber) -> SymbolicNumber {
    guard let value = number.floatingValue else { return number }
    return Int64(exactly: value.rounded(.towardZero)).map { SymbolicNumber(.zero, $0) } ?? .other
  }

  private func narrowed(
    _ number: SymbolicNumber, _ type: (size: UInt64, encoding: UInt64)
  ) -> SymbolicNumber {
    guard let value = number.constant else { return number }
    if type.size >= 8 { return number }
    let shift = Int64(64 - 8 * type.size)
    switch type.encoding {
    case 0x05, 0x06: return SymbolicNumber(.zero, (value << shift) >> shift)  // signed
    case 0x01, 0x02, 0x07, 0x08, 0x10:  // address, boolean, unsigned, characters
      let bits = (UInt64(bitPattern: value) << UInt64(shift)) >> UInt64(shift)
      return SymbolicNumber(.zero, Int64(bitPattern: bits))
    default: return .other
    }
  }
}
