// The registers of one thread that stands still.

import Primitives

/// A thread's registers, named by their DWARF numbers (System V ABI for AMD64, figure 3.36).
public struct ThreadRegisters: Sendable, Hashable {
  /// rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp, r8 to r15, and as number 16 rip.
  public private(set) var general: [UInt64]
  public let flags: UInt64
  public let fsBase: UInt64
  public let gsBase: UInt64
  /// The number of the system call that the thread is in, as `orig_rax` has it; -1 outside of one.
  public let systemCall: Int64
  /// xmm0 to xmm15, 16 bytes each; empty when they are not known.
  public var vectors: [UInt8]

  /// The bytes of the kernel's `struct user_regs_struct` (<sys/user.h>).
  public static let byteCount = 27 * 8

  /// Reads a `struct user_regs_struct`, as PTRACE_GETREGSET gives it and NT_PRSTATUS holds it; nil when it is too short.
  public init?(userRegisters bytes: UnsafeRawBufferPointer, vectors: [UInt8] = []) {
    guard bytes.count >= Self.byteCount else { return nil }
    let word = { (index: Int) in bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self) }
    // user_regs_struct begins r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss.
    let places = [10, 12, 11, 5, 13, 14, 4, 19, 9, 8, 7, 6, 3, 2, 1, 0, 16]
    general = places.map(word)
    systemCall = Int64(bitPattern: word(15))
    flags = word(18)
    fsBase = word(21)
    gsBase = word(22)
    self.vectors = vectors
  }

  /// The same thread's registers as they were in an outer frame: all 17 general ones by their DWARF numbers; nil for another count.
  public func replacing(general values: [UInt64]) -> ThreadRegisters? {
    guard values.count == general.count else { return nil }
    var result = self
    result.general = values
    return result
  }

  /// The value of a register by its DWARF number; nil for those that are not general ones.
  public subscript(number: UInt64) -> UInt64? {
    number < UInt64(general.count) ? general[Int(number)] : nil
  }

  public var stackPointer: Address { Address(general[7]) }
  public var instructionPointer: Address { Address(general[16]) }
}
