// Recognises string literals in read-only data, where they have no symbol.

import Primitives
import TargetMemory

/// Finds the text around an address.
enum StringLiteral {
  /// How far a literal is followed in either direction, in bytes.
  private static let reach: UInt64 = 64 << 10

  /// The text that an address lies in, its NUL included; nil when it lies in none. What stands before it need not be
  /// text, so it begins after the last byte that is not; linkers let a literal share another's tail, which cannot be seen.
  static func find(
    around address: Address, within range: AddressRange, in reader: any MemoryReader
  ) -> AddressRange? {
    let low = max(range.start.raw, address.raw - min(address.raw, reach))
    let high = min(range.end.raw, address.raw &+ reach)
    guard low <= address.raw, address.raw < high,
      let bytes = try? reader.bytes(at: Address(low), count: Int(high - low))
    else { return nil }
    let place = Int(address.raw - low)
    // The NUL belongs to the text before it.
    var start = place
    while start > 0, isText(bytes[start - 1]) { start -= 1 }
    guard let end = bytes[place...].firstIndex(where: { !isText($0) }), bytes[end] == 0,
      end > start
    else { return nil }
    return AddressRange(Address(low) + UInt64(start), size: UInt64(end - start + 1))
  }

  /// Printing characters, blanks, escape, and the bytes of UTF-8.
  private static func isText(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20...0x7e, 0x80...0xf4, 0x07...0x0d, 0x1b: true
    default: false
    }
  }
}
