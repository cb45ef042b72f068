// What calls.c wrote down: calls that somebody else made, with the memory that they were made on.

import Foundation
import SystemCalls

/// One call with the program's memory before and after it.
struct RecordedCall {
  let number: UInt64
  let arguments: InlineArray<6, UInt64>
  let result: Int64
  let before: RecordedMemory
  let after: RecordedMemory
}

/// The program's image and stack at one moment.
final class RecordedMemory: TraceeMemory {
  private let parts: [(start: UInt64, bytes: Data)]

  init(parts: [(start: UInt64, bytes: Data)]) { self.parts = parts }

  func read(_ address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard
      let part = parts.first(where: { address >= $0.start && address - $0.start < $0.bytes.count })
    else { return 0 }
    let rest = part.bytes.dropFirst(Int(address - part.start)).prefix(buffer.count)
    buffer.copyBytes(from: rest)
    return rest.count
  }

  func descriptorPath(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int { 0 }
}

/// Reads the log: records of `struct record`, each followed by image and stack before and after the call.
func recordedCalls(in log: Data) -> [RecordedCall] {
  var calls: [RecordedCall] = []
  var place = 0
  func word() -> UInt64 {
    defer { place += 8 }
    return log.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
  }
  func bytes(_ count: UInt64) -> Data {
    defer { place += Int(count) }
    return log[place..<(place + Int(count))]
  }
  while place < log.count {
    let number = word()
    let arguments = InlineArray<6, UInt64> { _ in word() }
    let result = Int64(bitPattern: word())
    _ = word()
    let (image, imageSize, stack, stackSize) = (word(), word(), word(), word())
    func memory() -> RecordedMemory {
      RecordedMemory(parts: [(image, bytes(imageSize)), (stack, bytes(stackSize))])
    }
    let before = memory()
    calls.append(
      RecordedCall(
        number: number, arguments: arguments, result: result, before: before, after: memory()))
  }
  return calls
}
