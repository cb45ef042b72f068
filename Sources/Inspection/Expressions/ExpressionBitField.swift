// Bit-fields, taken out of the bytes that hold them.

import Primitives

/// Arithmetic of bit-fields on x86-64: little-endian, the lowest bit first (System V ABI §3.1.2).
enum BitField {
  /// The bytes that hold a field; at most 17.
  static func byteCount(shift: Int, bits: Int) -> Int {
    (min(max(shift, 0), 7) + min(max(bits, 0), 128) + 7) / 8
  }

  /// The field's bits, as an unsigned number.
  static func value(in bytes: some Collection<UInt8>, shift: Int, bits: Int) -> UInt128 {
    let shift = min(max(shift, 0), 7)
    var value: UInt128 = 0
    for (index, byte) in bytes.prefix(17).enumerated() {
      let position = index * 8 - shift
      value |= position < 0 ? UInt128(byte >> UInt8(-position)) : UInt128(byte) << UInt128(position)
    }
    return bits >= 128 ? value : value & ((1 << UInt128(max(bits, 0))) - 1)
  }

  /// The number with the field's highest bit as its sign.
  static func signExtended(_ value: IntegerValue, bits: Int) -> IntegerValue {
    guard bits > 0, bits < value.size * 8 else { return value }
    let shift = Int128(128 - bits)
    let extended = Int128(bitPattern: value.bits << UInt128(shift)) >> shift
    return IntegerValue(bits: UInt128(bitPattern: extended), size: value.size, isSigned: true)
  }
}

extension UInt128 {
  /// All 16 bytes, the lowest first.
  var littleEndianBytes: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: self >> UInt128($0 * 8)) }
  }
}
