// The registers as one frame has them, and where its callees saved them.

import Primitives
import TargetMemory

/// Registers by their DWARF numbers, as far as they can be known in a frame.
public struct FrameRegisters: Sendable {
  /// rax to r15 and the instruction pointer; nil when a callee may have changed it without saving it.
  public internal(set) var values: [UInt64?]
  /// Where in memory each value stands; nil for those that are still in the processor.
  public internal(set) var places: [Address?]
  /// xmm0 to xmm15, 16 bytes each, in the innermost frame; empty in others, as no callee saves them.
  public internal(set) var vectors: [UInt8]

  static let count = 17
  static let rbp = 6
  static let rsp = 7
  static let instructionPointer = 16
  /// rbx, rbp, rsp and r12 to r15 belong to the caller (System V ABI for AMD64, 3.2.1).
  static let kept: Set<Int> = [3, 6, 7, 12, 13, 14, 15]

  init(_ registers: ThreadRegisters) {
    values = registers.general
    places = Array(repeating: nil, count: Self.count)
    vectors = registers.vectors
  }

  /// Those that a waiting thread is known to have: the ones that its call was made with (System V ABI for AMD64, A.2.1).
  init(_ call: SystemCallFacts) {
    values = Array(repeating: nil, count: Self.count)
    places = Array(repeating: nil, count: Self.count)
    vectors = []
    // rdi, rsi, rdx, r10, r8 and r9.
    for (number, value) in zip([5, 4, 1, 10, 8, 9], call.arguments) { values[number] = value }
    values[Self.rsp] = call.stackPointer.raw
    values[Self.instructionPointer] = call.instructionPointer.raw
  }

  init(values: [UInt64?], places: [Address?]) {
    self.values = values
    self.places = places
    vectors = []
  }

  /// Of a frame that is gone.
  static let unknown = FrameRegisters(
    values: Array(repeating: nil, count: count), places: Array(repeating: nil, count: count))

  /// The value of a register by its DWARF number.
  public subscript(number: UInt64) -> UInt64? {
    number < UInt64(values.count) ? values[Int(number)] : nil
  }

  /// The bytes of a register by its DWARF number: 8 of a general one, 16 of xmm0 (17) to xmm15 (32).
  func bytes(of number: UInt64) -> [UInt8]? {
    if let value = self[number] { return withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    guard (17...32).contains(number), vectors.count >= 256 else { return nil }
    let start = Int(number - 17) * 16
    return Array(vectors[start..<(start + 16)])
  }

  /// The first 8 bytes of a register by its DWARF number, of vector registers too.
  func lowWord(of number: UInt64) -> UInt64? {
    self[number]
      ?? bytes(of: number).map { $0.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }
  }

  public var stackPointer: Address? { values[Self.rsp].map { Address($0) } }
  public var instructionPointer: Address? { values[Self.instructionPointer].map { Address($0) } }
}
