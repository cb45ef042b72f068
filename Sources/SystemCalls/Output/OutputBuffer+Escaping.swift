// Bytes as C writes them in strings, the way strace's readers know.

extension OutputBuffer {
  /// What stands around the text, and is escaped in it.
  enum Quotes {
    case double, angles
  }

  /// Appends bytes without their quotes: printable ASCII as it is, the rest by C's escapes, octal ones as short as the next byte
  /// allows.
  mutating func append(
    escaping bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle,
    quotes: Quotes = .double
  ) {
    if style == .hexadecimal || style == .hexadecimalWhenNotText && !bytes.allSatisfy(Self.isText) {
      for byte in bytes { append(hexadecimalEscape: byte) }
      return
    }
    var plain = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if Self.isPlain(byte, quotes) { continue }
      append(UnsafeRawBufferPointer(rebasing: bytes[plain..<index]))
      append(escape: byte, next: index + 1 < bytes.count ? bytes[index + 1] : 0)
      plain = index + 1
    }
    append(UnsafeRawBufferPointer(rebasing: bytes[plain...]))
  }

  private static func isPlain(_ byte: UInt8, _ quotes: Quotes) -> Bool {
    guard 0x20..<0x7F ~= byte else { return false }
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): return false
    case UInt8(ascii: "<"), UInt8(ascii: ">"): return quotes != .angles
    default: return true
    }
  }

  /// Printable or white space, which `-x` leaves alone.
  private static func isText(_ byte: UInt8) -> Bool {
    0x20..<0x7F ~= byte || 0x09...0x0D ~= byte
  }

  private mutating func append(escape byte: UInt8, next: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case 0x09: append(UInt8(ascii: "t"))
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0B: append(UInt8(ascii: "v"))
    case 0x0C: append(UInt8(ascii: "f"))
    case 0x0D: append(UInt8(ascii: "r"))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    default:
      let isDigitNext = UInt8(ascii: "0")...UInt8(ascii: "7") ~= next
      append(UInt64(byte), radix: 8, digits: isDigitNext ? 3 : 1)
    }
  }

  private mutating func append(hexadecimalEscape byte: UInt8) {
    append("\\x")
    append(UInt64(byte), radix: 16, digits: 2)
  }
}
