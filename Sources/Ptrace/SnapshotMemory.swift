// A target's memory with some ranges as they were at one moment.

import Primitives
import TargetMemory

/// A piece of memory that was copied.
struct MemoryCopy: Sendable {
  let range: AddressRange
  let bytes: [UInt8]
}

/// Reads copies where there are some, and the target as it is now elsewhere.
struct SnapshotMemory: MemoryReader {
  /// By rising address, without overlaps.
  private let copies: [MemoryCopy]
  private let rest: any MemoryReader

  init(_ copies: [MemoryCopy], rest: any MemoryReader) {
    self.copies = copies.sorted { $0.range.start < $1.range.start }
    self.rest = rest
  }

  func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    let next = firstCopy(endingAfter: address)
    guard let next, next.range.start <= address else {
      // Up to the next copy: what is in it must not come from the present.
      let room = next.map { Int(clamping: $0.range.start - address) } ?? buffer.count
      return try rest.readPrefix(
        at: address, into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(room)))
    }
    let offset = Int(address - next.range.start)
    let count = min(buffer.count, next.bytes.count - offset)
    next.bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + count)]))
    }
    return count
  }

  private func firstCopy(endingAfter address: Address) -> MemoryCopy? {
    let place = copies.partitioningIndex { $0.range.end > address }
    return place < copies.count ? copies[place] : nil
  }
}
