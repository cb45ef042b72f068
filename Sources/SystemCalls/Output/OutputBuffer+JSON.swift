// Bytes as JSON strings.

extension OutputBuffer {
  /// Appends bytes without quotes. JSON is text: bytes above ASCII become the characters U+0080 to U+00FF, one for each byte,
  /// so that nothing is lost.
  public mutating func append(jsonEscaping bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0x20..<0x7F: append(byte)
      default:
        append("\\u")
        append(UInt64(byte), radix: 16, digits: 4)
      }
    }
  }
}
