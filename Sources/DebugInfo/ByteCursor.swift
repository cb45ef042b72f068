// Reads numbers one after another from untrusted bytes; running off the end is a state, not a trap.

import Glibc
import Primitives

/// A position in a run of bytes, with an end that no read passes.
///
/// A read that does not fit sets `failed`, moves to the end and gives zero, so that a decoder can read a whole record
/// and check once. The bytes must outlive the cursor. Numbers are little-endian.
@frozen
public struct ByteCursor {
  @usableFromInline let base: UnsafeRawPointer
  /// The next byte to read, counted from the start of the run.
  public var position: Int
  /// The end: no byte at or after it is read.
  public let end: Int
  /// Whether any read did not fit.
  public var failed = false

  @inlinable
  init(base: UnsafeRawPointer, position: Int, end: Int) {
    self.base = base
    self.position = position
    self.end = end
  }

  /// Reads `store` from `position` up to `end` (by default all of it); a range outside the store is empty and failed.
  @inlinable
  public init(_ store: ByteStore, from position: Int = 0, to end: Int? = nil) {
    let limit = end ?? store.count
    if let start = store.bytes.baseAddress, position >= 0, position <= limit, limit <= store.count {
      self.init(base: start, position: position, end: limit)
    } else {
      self.init(base: UnsafeRawPointer(bitPattern: 1)!, position: 0, end: 0)
      failed = store.count != 0 || position != 0 || limit != 0
    }
  }

  /// Reads from the start of `bytes`.
  @inlinable
  public init(_ bytes: UnsafeRawBufferPointer) {
    self.init(
      base: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!, position: 0, end: bytes.count)
  }

  /// Bytes left.
  @inlinable public var remaining: Int { end &- position }
  @inlinable public var isAtEnd: Bool { position >= end }

  @inlinable
  mutating func fail() {
    failed = true
    position = end
  }

  /// A fixed-size number.
  @inlinable @inline(__always)
  public mutating func read<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self) -> T {
    guard remaining >= MemoryLayout<T>.size else {
      fail()
      return 0
    }
    let value = base.loadUnaligned(fromByteOffset: position, as: T.self)
    position &+= MemoryLayout<T>.size
    return value
  }

  /// An unsigned number of 1 to 8 bytes.
  @inlinable
  public mutating func unsigned(size: Int) -> UInt64 {
    switch size {
    case 1: return UInt64(read(UInt8.self))
    case 2: return UInt64(read(UInt16.self))
    case 4: return UInt64(read(UInt32.self))
    case 8: return read(UInt64.self)
    case 3:
      let low = UInt64(read(UInt16.self))
      return low | UInt64(read(UInt8.self)) << 16
    default:
      fail()
      return 0
    }
  }

  /// An unsigned LEB128 number; bits past the 64th are dropped (DWARF 5 §7.6).
  @inlinable @inline(__always)
  public mutating func uleb() -> UInt64 {
    if position < end {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      if byte < 0x80 {
        position &+= 1
        return UInt64(byte)
      }
    }
    return longULEB()
  }

  @usableFromInline
  mutating func longULEB() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      position &+= 1
      if shift < 64 { value |= UInt64(byte & 0x7f) << shift }
      if byte < 0x80 { return value }
      shift &+= 7
    }
    fail()
    return 0
  }

  /// A signed LEB128 number.
  @inlinable
  public mutating func sleb() -> Int64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      position &+= 1
      if shift < 64 { value |= UInt64(byte & 0x7f) << shift }
      shift &+= 7
      if byte < 0x80 {
        if byte & 0x40 != 0, shift < 64 { value |= ~0 << shift }
        return Int64(bitPattern: value)
      }
    }
    fail()
    return 0
  }

  /// Steps over a LEB128 number of either kind.
  @inlinable @inline(__always)
  public mutating func skipLEB() {
    while position < end {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      position &+= 1
      if byte < 0x80 { return }
    }
    fail()
  }

  /// Steps over `count` bytes.
  @inlinable @inline(__always)
  public mutating func skip(_ count: UInt64) {
    guard count <= UInt64(bitPattern: Int64(remaining)) else { return fail() }
    position &+= Int(truncatingIfNeeded: count)
  }

  /// The next `count` bytes.
  public mutating func bytes(_ count: UInt64) -> ByteString {
    guard count <= UInt64(remaining) else {
      fail()
      return .empty
    }
    let start = base + position
    position &+= Int(count)
    return ByteString(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }

  /// The bytes up to the next NUL, which is stepped over.
  public mutating func cString() -> ByteString {
    let start = base + position
    guard remaining > 0, let nul = memchr(start, 0, remaining) else {
      fail()
      return .empty
    }
    let count = UnsafeRawPointer(nul) - start
    position &+= count &+ 1
    return ByteString(UnsafeRawBufferPointer(start: start, count: count))
  }
}

extension ByteStore {
  /// The NUL-terminated bytes at an offset; nil when the offset is outside or no NUL follows.
  func cString(at offset: UInt64) -> ByteString? {
    guard let start = Int(exactly: offset), start < count else { return nil }
    var cursor = ByteCursor(self, from: start)
    let string = cursor.cString()
    return cursor.failed ? nil : string
  }

  /// A part of this store that keeps the whole alive; nil when it does not lie wholly inside.
  func part(at offset: UInt64, count: UInt64) -> ByteStore? {
    guard let offset = Int(exactly: offset), let count = Int(exactly: count),
      let bytes = slice(at: offset, count: count)
    else { return nil }
    return ByteStore(adopting: bytes) { [self] _ in withExtendedLifetime(self) {} }
  }
}
