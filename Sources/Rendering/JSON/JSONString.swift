// Any bytes as a JSON string, without loss.

import Primitives

/// Strings of JSON. A byte that is not part of well-formed UTF-8 becomes the private character U+10FE00 plus the byte
/// (U+10FE80 to U+10FEFF), and so do the bytes of those characters themselves when they occur: so the bytes can be had back
/// from the string, and every parser takes it (Documentation/JSON.md, "Strings").
enum JSONString {
  /// The first of the 256 characters that stand for bytes.
  static let byteCharacters: UInt32 = 0x10FE00

  static func encode(_ content: [UInt8], into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var rest = content[...]
    while true {
      // Most strings are plain from end to end.
      let plain = rest.prefix(while: isPlain)
      bytes += plain
      rest = rest[plain.endIndex...]
      guard let first = rest.first else { break }
      if let (scalar, length) = EscapedBytes.decode(rest), !standsForByte(scalar) {
        append(scalar, rest.prefix(length), to: &bytes)
        rest = rest.dropFirst(length)
      } else {
        appendEscape(Unicode.Scalar(byteCharacters + UInt32(first)) ?? "\u{FFFD}", to: &bytes)
        rest = rest.dropFirst()
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a byte is a character that stands for itself.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func standsForByte(_ scalar: Unicode.Scalar) -> Bool {
    (byteCharacters...(byteCharacters + 0xFF)).contains(scalar.value)
  }

  private static func append(
    _ scalar: Unicode.Scalar, _ utf8: ArraySlice<UInt8>, to bytes: inout [UInt8]
  ) {
    switch scalar {
    case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(scalar.value)]
    case "\n": bytes += "\\n".utf8
    case "\t": bytes += "\\t".utf8
    case "\r": bytes += "\\r".utf8
    default:
      if scalar.value >= 0x20, scalar.value < 0x7F || EscapedBytes.isPrintable(scalar) {
        bytes += utf8
      } else {
        appendEscape(scalar, to: &bytes)
      }
    }
  }

  /// `\uNNNN`, twice for characters beyond 16 bits (RFC 8259 §7).
  private static func appendEscape(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    for unit in UTF16.encode(scalar) ?? UTF16.EncodedScalar([]) {
      let digits = String(unit, radix: 16)
      bytes += "\\u".utf8
      bytes += String(repeating: "0", count: 4 - digits.utf8.count).utf8
      bytes += digits.utf8
    }
  }
}
