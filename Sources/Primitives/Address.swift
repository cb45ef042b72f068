// An address of the target, and ranges of them: never a pointer of ours.

/// An address in the target's memory, or in a module's own address space where that is said.
public struct Address: Hashable, Comparable, Sendable {
  /// The address as a number.
  public let raw: UInt64

  public init(_ raw: UInt64) { self.raw = raw }

  public static func < (a: Address, b: Address) -> Bool { a.raw < b.raw }

  /// The address `bytes` further on, wrapping as the machine's arithmetic does.
  public static func + (a: Address, bytes: UInt64) -> Address { Address(a.raw &+ bytes) }

  /// The address `bytes` before, wrapping.
  public static func - (a: Address, bytes: UInt64) -> Address { Address(a.raw &- bytes) }

  /// The distance in bytes from `b` up to `a`, wrapping.
  public static func - (a: Address, b: Address) -> UInt64 { a.raw &- b.raw }

  /// Whether a process of four-level paging can have it (Intel SDM 1, 3.3.7.1).
  public var isCanonical: Bool { raw >> 47 == 0 || raw >> 47 == 0x1ffff }
}

extension Address: CustomStringConvertible {
  /// Hexadecimal with `0x`, without padding.
  public var description: String { "0x" + String(raw, radix: 16) }
}

extension Address {
  /// Reads a hexadecimal number with or without `0x`, or printf's `(nil)`; nil when `text` is anything else.
  public init?(parsing text: some StringProtocol) {
    if text == "(nil)" {
      self.init(0)
      return
    }
    let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
    guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
      let raw = UInt64(digits, radix: 16)
    else { return nil }
    self.init(raw)
  }
}

/// A half-open range of addresses, `start` included, `end` not.
public struct AddressRange: Hashable, Sendable {
  public let start: Address
  public let end: Address

  /// An `end` before `start` makes an empty range at `start`.
  public init(_ start: Address, _ end: Address) {
    self.start = start
    self.end = max(start, end)
  }

  /// The range of `size` bytes from `start`, cut at the end of the address space.
  public init(_ start: Address, size: UInt64) {
    let (end, overflow) = start.raw.addingReportingOverflow(size)
    self.init(start, Address(overflow ? .max : end))
  }

  /// In bytes.
  public var size: UInt64 { end.raw - start.raw }
  public var isEmpty: Bool { start == end }

  public func contains(_ address: Address) -> Bool { start <= address && address < end }

  public func overlaps(_ other: AddressRange) -> Bool { start < other.end && other.start < end }
}
