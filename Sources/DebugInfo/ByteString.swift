// A name or other run of bytes inside an open file: compared and hashed as bytes, never repaired.

import Glibc

/// Bytes inside an open file or section, without a copy.
///
/// Valid as long as the `ElfFile` or `ModuleDebugInfo` that gave it; copy with `Array(_:)` to keep it longer. Names are
/// bytes because repairing invalid UTF-8 would make different names equal.
public struct ByteString: @unchecked Sendable {
  /// The bytes themselves.
  public let bytes: UnsafeRawBufferPointer

  @inlinable
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// No bytes.
  public static let empty = ByteString(UnsafeRawBufferPointer(start: nil, count: 0))

  /// Whether the bytes are those of `text`.
  public static func == (a: ByteString, text: StaticString) -> Bool {
    text.withUTF8Buffer { a.bytes.elementsEqual($0) }
  }
}

extension ByteString: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { bytes.count }
  @inlinable public subscript(index: Int) -> UInt8 { bytes[index] }

  @inlinable
  public func withContiguousStorageIfAvailable<R>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R? {
    try bytes.withMemoryRebound(to: UInt8.self, body)
  }
}

extension ByteString: Hashable {
  public static func == (a: ByteString, b: ByteString) -> Bool {
    guard a.count == b.count else { return false }
    guard let p = a.bytes.baseAddress, let q = b.bytes.baseAddress else { return true }
    return p == q || memcmp(p, q, a.count) == 0
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(bytes: bytes) }
}

extension ByteString: CustomStringConvertible {
  /// For messages and tests; invalid UTF-8 is repaired, so never use it as a key.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
