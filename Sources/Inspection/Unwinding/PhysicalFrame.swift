// One frame of a stack, before anything is said of its function.

import DebugInfo
import Primitives

/// A function's activation: its code, its registers, its part of the stack.
public struct PhysicalFrame: Sendable {
  public let registers: FrameRegisters
  public let instructionPointer: Address
  /// Whether the instruction at the address was to be executed next: in the innermost frame and where a signal came in. In
  /// others it is the one behind the call.
  public let isExact: Bool
  /// The frame that the kernel made to call a signal handler.
  public let isSignalFrame: Bool
  /// Whether nothing called it: it was made to be returned into at its first instruction, as coroutines begin.
  public let isEntry: Bool
  /// The stack pointer before the call (DWARF's canonical frame address); nil when it cannot be known.
  public let frameAddress: Address?
  /// The register that the frame address was computed from, by its DWARF number; nil when more is in it, or none.
  var frameAddressRegister: Int?
  /// How this frame was found from the one below it.
  public let origin: FrameOrigin
  /// The module with its code; nil for code that belongs to none.
  public let module: Module?

  /// An address inside the instruction that is being executed: where to look for function, line and variables.
  public var lookupAddress: Address { isExact ? instructionPointer : instructionPointer - 1 }

  /// Whether an address lies in this activation's part of the stack.
  func holds(_ address: Address) -> Bool {
    guard let low = registers.stackPointer, let high = frameAddress else { return false }
    return low <= address && address < high
  }
}

/// Why a frame is believed.
public enum FrameOrigin: Sendable, Equatable {
  /// The thread's own registers.
  case registers
  /// The unwind tables of the function it called.
  case tables
  /// The chain of frame pointers: right only as long as every function keeps it.
  case framePointer
  /// Only this function can have jumped to the one below it (a tail call): nothing of its frame is left.
  case tailCall
  /// The word on top of the stack, after a call to where no code is.
  case stackTop
}

/// Why no frame follows.
public enum UnwindEnd: Sendable, Equatable {
  /// The thread began here.
  case outermost
  /// No unwind table covers this address, and no frame pointer helps.
  case noRule(Address)
  /// The frame of the code at this address is found by a register whose value is not known.
  case noFrame(Address)
  /// This place of the stack could not be read.
  case unreadable(Address)
  /// The next frame would lie below this one: the stack is damaged.
  case notRising(Address)
  /// More frames than are followed.
  case limit(Int)
}
