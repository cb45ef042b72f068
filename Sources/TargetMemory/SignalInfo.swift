// Why a signal came, as the kernel tells it.

import Primitives

/// A signal with its cause: the kernel's `siginfo_t` of x86-64 (sigaction(2)).
public struct SignalInfo: Sendable, Equatable {
  public let number: Int32
  /// `si_code`: why it was sent.
  public let code: Int32
  /// For SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGTRAP what the code did it with; nil for the others and when another
  /// process sent it.
  public let address: Address?
  /// The process that sent it; nil when the kernel did by itself.
  public let sender: Sender?

  public struct Sender: Sendable, Equatable {
    public let pid: Int32
    public let user: UInt32
  }

  /// A signal that the kernel sent by itself.
  public init(number: Int32, code: Int32, address: Address?) {
    self.number = number
    self.code = code
    self.address = address
    sender = nil
  }

  /// nil when the bytes are too few, or name no signal.
  public init?(_ content: UnsafeRawBufferPointer) {
    guard content.count >= 24 else { return nil }
    let number = content.loadUnaligned(fromByteOffset: 0, as: Int32.self)
    guard 1...64 ~= number else { return nil }
    self.number = number
    let code = content.loadUnaligned(fromByteOffset: 8, as: Int32.self)
    self.code = code
    // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV; codes of 0 and below come from kill(2) and its kind, SI_KERNEL without
    // an address.
    let hasAddress = [4, 5, 7, 8, 11].contains(number) && code > 0 && code != 0x80
    address =
      hasAddress ? Address(content.loadUnaligned(fromByteOffset: 16, as: UInt64.self)) : nil
    // SI_USER, SI_QUEUE, SI_TKILL.
    sender =
      [0, -1, -6].contains(code)
      ? Sender(
        pid: content.loadUnaligned(fromByteOffset: 16, as: Int32.self),
        user: content.loadUnaligned(fromByteOffset: 20, as: UInt32.self)) : nil
  }
}
