// A call between its two stops, and what it came back with.

/// How a call entered the kernel: it decides what its number means.
public enum CallConvention: UInt8, Sendable {
  /// `syscall` in 64-bit code.
  case amd64
  /// `int 0x80`, or a 32-bit program: the numbers and the structs of i386.
  case i386
  /// `syscall` with bit 30 of the number set.
  case x32
}

/// A call that has been entered: what the tracer keeps from the entry stop to the exit stop.
public struct CallInFlight: Sendable {
  /// As `PTRACE_GET_SYSCALL_INFO` has it, without x32's bit.
  public let number: UInt64
  public let convention: CallConvention
  /// The six registers.
  public let arguments: InlineArray<6, UInt64>
  /// At entry; `rt_sigreturn` finds its frame there.
  public let stackPointer: UInt64
  /// Arguments that the entry has printed.
  var printed = 0
  /// The argument at `printed` has been printed as it was before the call.
  var isHalfPrinted = false
  /// The next argument's separator has not been printed.
  var needsSeparator = false
  /// Words that the kernel will overwrite, read at entry: lengths given in place.
  var saved: UInt64 = 0

  /// A call as the entry stop reports it.
  public init(
    number: UInt64, convention: CallConvention = .amd64, arguments: InlineArray<6, UInt64>,
    stackPointer: UInt64 = 0
  ) {
    self.number = number
    self.convention = convention
    self.arguments = arguments
    self.stackPointer = stackPointer
  }

  /// What the tables know of the call; nil for one that they do not have.
  public var description: SystemCall? { convention.call(number) }
}

/// What a call returned (`PTRACE_GET_SYSCALL_INFO`'s exit).
public struct CallResult: Sendable {
  /// The register; a negated errno when the call failed.
  public let value: Int64
  public let isError: Bool

  public init(value: Int64, isError: Bool) {
    self.value = value
    self.isError = isError
  }
}
