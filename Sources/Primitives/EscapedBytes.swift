// Bytes of a target or of a file made fit for a terminal: nothing in them can move a cursor or hide.

/// How bytes are escaped.
public struct EscapedBytes: Sendable {
  /// Characters outside ASCII are escaped too: for terminals that do not use UTF-8.
  public var asciiOnly: Bool
  /// Escaped as well as the backslash: the quote that the text will stand in.
  public var quote: UInt8?

  public init(asciiOnly: Bool = false, quote: UInt8? = nil) {
    self.asciiOnly = asciiOnly
    self.quote = quote
  }

  /// The bytes as printable text: what is valid UTF-8 and printable as it is, control characters by their C escapes, other
  /// bytes as `\xNN` with exactly two digits, characters that direct or hide text as `\uNNNN` or `\UNNNNNNNN`.
  public func text(_ bytes: some Collection<UInt8>) -> String {
    var result = ""
    result.reserveCapacity(bytes.count)
    var rest = Array(bytes)[...]
    while let first = rest.first {
      if first < 0x80 {
        append(ascii: first, to: &result)
        rest = rest.dropFirst()
      } else if let (scalar, length) = Self.decode(rest) {
        append(scalar, to: &result)
        rest = rest.dropFirst(length)
      } else {
        result += Self.hex(UInt32(first), prefix: "\\x", digits: 2)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func append(ascii byte: UInt8, to result: inout String) {
    if byte == UInt8(ascii: "\\") || byte == quote {
      result += "\\"
      result.unicodeScalars.append(Unicode.Scalar(byte))
    } else if (0x20..<0x7F).contains(byte) {
      result.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      result += Self.controls[byte] ?? Self.hex(UInt32(byte), prefix: "\\x", digits: 2)
    }
  }

  private static let controls: [UInt8: String] = [
    7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r",
  ]

  private func append(_ scalar: Unicode.Scalar, to result: inout String) {
    if !asciiOnly, Self.isPrintable(scalar) {
      result.unicodeScalars.append(scalar)
    } else if scalar.value <= 0xFFFF {
      result += Self.hex(scalar.value, prefix: "\\u", digits: 4)
    } else {
      result += Self.hex(scalar.value, prefix: "\\U", digits: 8)
    }
  }

  /// Whether a character shows as itself: not a control, not one that changes the direction of text or has no width.
  public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// The character that well-formed UTF-8 begins with, and its bytes; nil for anything else (RFC 3629 §4).
  public static func decode(_ bytes: ArraySlice<UInt8>) -> (scalar: Unicode.Scalar, length: Int)? {
    guard let first = bytes.first else { return nil }
    let length: Int
    switch first {
    case 0..<0x80: return (Unicode.Scalar(first), 1)
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return nil
    }
    guard bytes.count >= length else { return nil }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for byte in bytes.dropFirst().prefix(length - 1) {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let smallest: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
    guard value >= smallest[length], let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  private static func hex(_ value: UInt32, prefix: String, digits: Int) -> String {
    let text = String(value, radix: 16)
    return prefix + String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
