// Numbers as digits, without a String in between.

extension OutputBuffer {
  public mutating func append(decimal value: UInt64) { append(value, radix: 10, digits: 1) }

  public mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: value.magnitude)
  }

  /// With `0x`, and zeros before it up to `digits`.
  public mutating func append(hexadecimal value: UInt64, digits: Int = 1) {
    append("0x")
    append(value, radix: 16, digits: digits)
  }

  /// With a leading `0`, and zeros up to `digits` in all.
  public mutating func append(octal value: UInt64, digits: Int = 2) {
    append(UInt8(ascii: "0"))
    if value != 0 || digits > 1 { append(value, radix: 8, digits: digits - 1) }
  }

  /// The digits alone, at least `digits` of them.
  public mutating func append(_ value: UInt64, radix: UInt64, digits: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      var rest = value
      var at = buffer.count
      repeat {
        at -= 1
        let digit = UInt8(truncatingIfNeeded: rest % radix)
        buffer[at] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
        rest /= radix
      } while rest != 0
      while buffer.count - at < min(digits, 64) {
        at -= 1
        buffer[at] = UInt8(ascii: "0")
      }
      append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[at...])))
    }
  }
}
