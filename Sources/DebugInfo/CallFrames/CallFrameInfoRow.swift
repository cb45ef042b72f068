// How to find a caller's frame from one place in a function: a row of the unwind table (DWARF 5 §6.4).

import Primitives

/// How a register's value in the calling function is found.
public enum CallFrameRule: Equatable, Sendable {
  /// It cannot be.
  case undefined
  /// It is what the register holds.
  case same
  /// It stands in memory at this offset from the canonical frame address.
  case offset(Int64)
  /// It is the canonical frame address plus this.
  case valueOffset(Int64)
  /// It is what another register holds.
  case register(UInt64)
  /// A DWARF expression gives its address, or its value when `isValue`.
  case expression(ByteString, isValue: Bool)
}

/// Where the canonical frame address (the stack pointer before the call) is.
public enum CallFrameAddress: Equatable, Sendable {
  /// A register, by its DWARF number, plus an offset.
  case register(UInt64, offset: Int64)
  /// A DWARF expression.
  case expression(ByteString)
}

/// The rules that hold for a range of addresses.
public struct CallFrameRow: Sendable {
  public var range: AddressRange
  public var frameAddress: CallFrameAddress
  /// By DWARF number. Registers that are missing keep their values when the callee saves them, and are otherwise lost.
  public var registers: [UInt64: CallFrameRule]
  /// The register whose rule gives the return address.
  public var returnAddressRegister: UInt64
  /// A frame that a signal interrupted: its return address is the interrupted instruction itself.
  public var isSignalFrame: Bool

  /// DWARF numbers (System V x86-64 ABI, figure 3.36).
  public static let rbp: UInt64 = 6
  public static let rsp: UInt64 = 7
  public static let returnAddress: UInt64 = 16
}
