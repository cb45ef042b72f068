// What must be as it was for the frames of a stack to be the same.

import Primitives
import TargetMemory

/// The words and registers that a walk of a stack went by.
struct FrameConditions {
  /// By rising address.
  private var words: [(place: Address, value: UInt64)] = []
  private var registers: [(number: Int, value: UInt64)] = []

  /// Stacks whose return addresses lie no further apart than this are read at once, in bytes.
  private static let span: UInt64 = 1 << 14

  /// The return addresses of all frames, and the registers that their places were found by; nil when the way leads through a
  /// signal's frame, which rests on more.
  init?(of stack: ThreadStack) {
    for frame in stack.frames where !frame.isInlined && frame.physical.origin != .tailCall {
      guard !frame.isSignalFrame else { return nil }
      add(frame.physical)
    }
    words.sort { $0.place < $1.place }
  }

  private mutating func add(_ frame: PhysicalFrame) {
    let registers = frame.registers
    if let place = registers.places[FrameRegisters.instructionPointer] {
      words.append((place, frame.instructionPointer.raw))
    }
    guard let base = frame.frameAddressRegister, base != FrameRegisters.rsp,
      let value = registers.values[base]
    else { return }
    if let place = registers.places[base] {
      words.append((place, value))
    } else {
      self.registers.append((base, value))
    }
  }

  /// Whether the thread's stack still is that stack, of a thread at the same instruction with the same stack pointer.
  func hold(for thread: CallingThread, in memory: any MemoryReader) -> Bool {
    if !registers.isEmpty {
      guard let now = thread.registers(),
        registers.allSatisfy({ now[UInt64($0.number)] == $0.value })
      else { return false }
    }
    guard let first = words.first?.place, let last = words.last?.place else { return true }
    guard last - first <= Self.span else {
      return words.allSatisfy { (try? memory.value(UInt64.self, at: $0.place)) == $0.value }
    }
    return withUnsafeTemporaryAllocation(byteCount: Int(last - first) + 8, alignment: 8) { buffer in
      guard (try? memory.read(at: first, into: buffer)) != nil else { return false }
      return words.allSatisfy { word in
        let offset = Int(word.place - first)
        return buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == word.value
      }
    }
  }
}
