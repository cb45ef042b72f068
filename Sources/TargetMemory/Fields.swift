// Words and numbers of the kernel's text files, taken off the front of a line.

import Primitives

/// The rest of a line that is being read.
struct Fields {
  private(set) var rest: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) { rest = line.drop { $0 == UInt8(ascii: " ") } }

  /// The bytes before the next `separator`, or all when there is none; the separator and blanks after it are skipped.
  mutating func word(upTo separator: Unicode.Scalar = " ") -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: separator)) ?? rest.endIndex
    let word = rest[..<end]
    rest = rest[end...].dropFirst().drop { $0 == UInt8(ascii: " ") }
    return word
  }

  /// The same as an unsigned number; nil when it is not one.
  mutating func number(radix: UInt64, upTo separator: Unicode.Scalar = " ") -> UInt64? {
    guard let word = word(upTo: separator), !word.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in word {
      guard let digit = Self.digit(byte), digit < radix else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, overflow2) = shifted.addingReportingOverflow(digit)
      guard !overflow, !overflow2 else { return nil }
      value = sum
    }
    return value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte &- UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte &- UInt8(ascii: "a") &+ 10)
    default: nil
    }
  }
}
