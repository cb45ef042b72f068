// Values, pointers, strings and bulk reads on top of the one read that a target gives.

import Primitives

extension MemoryReader {
  /// Fills the whole of `buffer`. Throws `.unmapped` with the first address that could not be read.
  public func read(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let got = try readPrefix(at: address + UInt64(done), into: rest)
      guard got > 0 else { throw .unmapped(address + UInt64(done)) }
      done += got
    }
  }

  /// The `count` bytes from `address` on. `count` must come from us, or be bounded, never straight from the target.
  public func bytes(at address: Address, count: Int) throws(ReadError) -> [UInt8] {
    try values(UInt8.self, at: address, count: count)
  }

  /// The value of a plain type, in the target's byte order, which is ours.
  public func value<T: BitwiseCopyable>(
    _ type: T.Type = T.self, at address: Address
  ) throws(ReadError) -> T {
    var failure: ReadError?
    let result = withUnsafeTemporaryAllocation(of: T.self, capacity: 1) { buffer -> T? in
      do throws(ReadError) {
        try read(at: address, into: UnsafeMutableRawBufferPointer(buffer))
        return buffer[0]
      } catch {
        failure = error
        return nil
      }
    }
    guard let result else { throw failure ?? .unmapped(address) }
    return result
  }

  /// The 8-byte pointer at an address.
  public func pointer(at address: Address) throws(ReadError) -> Address {
    Address(try value(UInt64.self, at: address))
  }

  /// `count` values of a plain type, one after the other. `count` must be bounded by the caller.
  public func values<T: BitwiseCopyable>(
    _ type: T.Type = T.self, at address: Address, count: Int
  ) throws(ReadError) -> [T] {
    var failure: ReadError?
    let result = [T](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      do throws(ReadError) {
        try read(at: address, into: UnsafeMutableRawBufferPointer(buffer))
        filled = buffer.count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The bytes up to a NUL, without it, at most `limit` of them. Throws when memory ends before the NUL and the limit.
  public func cString(at address: Address, limit: Int = 4096) throws(ReadError) -> [UInt8] {
    var result: [UInt8] = []
    // Up to the end of a page at first: the string may be the last thing before an unmapped one.
    while result.count < limit {
      let at = address + UInt64(result.count)
      let toPageEnd = Int(4096 - at.raw % 4096)
      let piece = try bytes(at: at, count: min(toPageEnd, limit - result.count))
      if let end = piece.firstIndex(of: 0) { return result + piece[..<end] }
      result += piece
    }
    return result
  }
}
