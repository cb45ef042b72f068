// FNV-1a with 64 bits: the digest of types and the checksum of files (Documentation/FORMATS.md, "Digests").

/// A running FNV-1a hash (Fowler, Noll, Vo; offset basis and prime of the 64-bit form).
struct Digest {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  private static let prime: UInt64 = 0x100_0000_01b3

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* Self.prime }

  /// The eight bytes of a number, the lowest first.
  mutating func add(_ number: UInt64) {
    var rest = number
    for _ in 0..<8 {
      add(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

  /// The hash of a run of bytes.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* prime }
    return value
  }
}
