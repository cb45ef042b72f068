// Bytes as hexadecimal digits.

extension Collection<UInt8> {
  /// Lower-case digits, two for each byte: as build-ids are written.
  public var hexadecimal: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
