// A traced thread that stands in a system call, as the search for its objects needs it.

import Primitives
import TargetMemory

/// A thread at the entry or the exit of a system call.
public struct CallingThread {
  public let tid: Int32
  public let instructionPointer: Address
  public let stackPointer: Address
  /// Reads all registers; nil when the thread has gone. Asked for only when the two above do not suffice.
  public let registers: () -> ThreadRegisters?

  public init(
    tid: Int32, instructionPointer: Address, stackPointer: Address,
    registers: @escaping () -> ThreadRegisters?
  ) {
    self.tid = tid
    self.instructionPointer = instructionPointer
    self.stackPointer = stackPointer
    self.registers = registers
  }
}
