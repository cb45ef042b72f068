// What must be as it was for the frames of a stack to be the same.

import Primitives
import TargetMemory

/// The words and registers that a walk of a stack went by. Places on the stack are distances from the stack pointer: the same calls
/// stand on it at any depth of a recursion, and they are the same frames.
struct FrameConditions {
  /// A return address, or a frame pointer.
  private enum Value: Equatable {
    case code(UInt64)
    /// An address on the stack, by its distance.
    case place(UInt64)

    func isMet(by word: UInt64?, _ stackPointer: Address) -> Bool {
      guard let word else { return false }
      return switch self {
      case .code(let code): word == code
      case .place(let distance): word &- stackPointer.raw == distance
      }
    }
  }

  /// By rising distance.
  private var words: [(distance: UInt64, value: Value)] = []
  private var registers: [(number: Int, value: Value)] = []

  /// Stacks whose return addresses lie no further apart than this are read at once, in bytes.
  private static let span: UInt64 = 1 << 14

  /// The return addresses of all frames, and the registers that their places were found by; nil when a place rests on more, or
  /// the way leads through a signal's frame.
  init?(of stack: ThreadStack) {
    guard let pointer = stack.frames.first?.physical.registers.stackPointer else { return nil }
    for frame in stack.frames where !frame.isInlined && frame.physical.origin != .tailCall {
      guard !frame.isSignalFrame, add(frame.physical, pointer) else { return nil }
    }
    words.sort { $0.distance < $1.distance }
  }

  /// False when the frame's end was computed from more than a register.
  private mutating func add(_ frame: PhysicalFrame, _ pointer: Address) -> Bool {
    let registers = frame.registers
    if let place = registers.places[FrameRegisters.instructionPointer] {
      words.append((place.raw &- pointer.raw, .code(frame.instructionPointer.raw)))
    }
    // Without unwind tables the frame pointer leads on.
    let usual = frame.frameAddress == nil ? FrameRegisters.rbp : nil
    guard let base = frame.frameAddressRegister ?? usual else { return false }
    guard base != FrameRegisters.rsp, let value = registers.values[base] else { return true }
    let distance = Value.place(value &- pointer.raw)
    if let place = registers.places[base] {
      words.append((place.raw &- pointer.raw, distance))
    } else {
      self.registers.append((base, distance))
    }
    return true
  }

  /// Whether the thread's stack is that stack, of a thread at the same instruction.
  func hold(for thread: CallingThread, in memory: any MemoryReader) -> Bool {
    let pointer = thread.stackPointer
    if !registers.isEmpty {
      guard let now = thread.registers(),
        registers.allSatisfy({ $0.value.isMet(by: now[UInt64($0.number)], pointer) })
      else { return false }
    }
    guard let first = words.first?.distance, let last = words.last?.distance else { return true }
    guard last - first <= Self.span else {
      return words.allSatisfy { word in
        let value = try? memory.value(UInt64.self, at: pointer + word.distance)
        return word.value.isMet(by: value, pointer)
      }
    }
    return withUnsafeTemporaryAllocation(byteCount: Int(last - first) + 8, alignment: 8) { buffer in
      guard (try? memory.read(at: pointer + first, into: buffer)) != nil else { return false }
      return words.allSatisfy { word in
        let offset = Int(word.distance - first)
        let value = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return word.value.isMet(by: value, pointer)
      }
    }
  }
}
