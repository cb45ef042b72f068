// The target's bytes, copied into the scratch memory.

extension CallPrinter {
  /// As many bytes from `address` on as can be read, `count` at most: valid until the argument is printed.
  mutating func read(_ address: UInt64, upTo count: Int) -> UnsafeRawBufferPointer {
    let room = max(min(count, context.scratch.count - scratchUsed), 0)
    guard address != 0, room > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let place = UnsafeMutableRawBufferPointer(
      rebasing: context.scratch[scratchUsed..<(scratchUsed + room)])
    let got = max(min(memory.read(address, into: place), room), 0)
    scratchUsed += (got + 15) & ~15
    return UnsafeRawBufferPointer(rebasing: place[..<got])
  }

  /// Exactly `count` bytes; nil when they cannot all be read.
  mutating func read(_ address: UInt64, exactly count: Int) -> UnsafeRawBufferPointer? {
    let bytes = read(address, upTo: count)
    return bytes.count == count ? bytes : nil
  }

  /// As many whole elements of an array as can be read, `limit` at most, and what to say of the rest.
  mutating func readElements(_ address: UInt64, count: UInt64, limit: UInt64, width: Int)
    -> ReadElements
  {
    let room = UInt64(context.scratch.count / max(width, 1) / 2)
    // One more than is shown: whether the array could be read on is said before that it was cut.
    let wanted = min(count, limit &+ 1, room)
    let bytes = read(address, upTo: Int(wanted) * width)
    let got = UInt64(bytes.count / max(width, 1))
    return ReadElements(
      bytes: bytes.slice(at: 0, count: Int(min(got, limit)) * width),
      isShortened: got == wanted && count > got || got > limit,
      unreadable: got < wanted ? address &+ got &* UInt64(width) : nil)
  }

  /// A number of the target's; nil when it cannot be read.
  mutating func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at address: UInt64)
    -> T?
  {
    read(address, exactly: MemoryLayout<T>.size)?.loadUnaligned(as: T.self)
  }
}

/// The part of an array that is shown.
struct ReadElements {
  let bytes: UnsafeRawBufferPointer
  /// There are more.
  let isShortened: Bool
  /// Where memory ends that can be read; nil when it does not.
  let unreadable: UInt64?
}
