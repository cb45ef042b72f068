// The fault that a signal's handler was called for, as the kernel left it on the stack.

import CDecoder
import Glibc
import Primitives
import TargetMemory

/// A processor's trap out of a signal frame (arch/x86/include/uapi/asm/sigcontext.h, `struct sigcontext_64`), which every frame has,
/// whether or not the handler asked for a `siginfo_t`.
struct HandledTrap {
  private let owner: CrashInvestigator
  private let registers: ThreadRegisters
  private let error: UInt64
  private let number: UInt64
  private let address: Address

  /// In bytes from the stack pointer of the signal frame, where the kernel's `struct ucontext` begins.
  private enum Place {
    static let error: UInt64 = 192
    static let trap: UInt64 = 200
    static let address: UInt64 = 216
  }

  /// What interrupted the frame behind a signal frame; nil when that cannot be read.
  init?(_ owner: CrashInvestigator, signalFrame: Frame, interrupted: Frame) {
    let values = interrupted.physical.registers.values.compactMap(\.self)
    guard let registers = owner.thread.registers?.replacing(general: values),
      let start = signalFrame.physical.registers.stackPointer,
      let error = owner.memory.number(at: start + Place.error, size: 8),
      let number = owner.memory.number(at: start + Place.trap, size: 8),
      let address = owner.memory.number(at: start + Place.address, size: 8)
    else { return nil }
    self.owner = owner
    self.registers = registers
    self.error = error
    self.number = number
    self.address = Address(address)
  }

  /// The thread with the registers that the trap found.
  var thread: StoppedThread { StoppedThread(facts: owner.thread.facts, registers: registers) }

  /// The signal that the kernel sends for the trap. The kernel leaves the trap before in the frame of a signal that came from
  /// elsewhere: nil when the instruction does not explain it.
  var signal: SignalInfo? {
    let instruction = FaultingInstruction(of: registers, memory: owner.memory)
    switch number {
    case 14: return pageFault(instruction)
    case 13 where instruction?.access(at: nil) != nil:
      return SignalInfo(number: SIGSEGV, code: 0x80, address: nil)
    case 0 where instruction?.operation == SCRY_OP_DIVIDE:
      return SignalInfo(number: SIGFPE, code: 1, address: registers.instructionPointer)
    case 6 where instruction?.operation == SCRY_OP_STOP || instruction?.isInstruction == false:
      return SignalInfo(number: SIGILL, code: 2, address: registers.instructionPointer)
    default: return nil
    }
  }

  /// Bits of the error code: 1 the page was there, 2 a write (Intel SDM 3, 4.7).
  private func pageFault(_ instruction: FaultingInstruction?) -> SignalInfo? {
    let isExplained =
      address == registers.instructionPointer || instruction?.access(at: address) != nil
    guard isExplained else { return nil }
    let region = owner.view.mappings.containing(address)
    let needed: Permissions =
      address == registers.instructionPointer ? .execute : error & 2 != 0 ? .write : .read
    guard let region, region.permissions.contains(needed) else {
      return SignalInfo(number: SIGSEGV, code: error & 1 == 0 ? 1 : 2, address: address)
    }
    return region.kind == .file
      ? SignalInfo(number: SIGBUS, code: 2, address: address) : nil
  }
}
