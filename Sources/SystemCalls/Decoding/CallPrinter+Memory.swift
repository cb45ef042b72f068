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

  /// A number of the target's; nil when it cannot be read.
  mutating func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at address: UInt64)
    -> T?
  {
    read(address, exactly: MemoryLayout<T>.size)?.loadUnaligned(as: T.self)
  }
}
