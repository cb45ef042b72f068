// What the kernel tells of a thread that waits in a system call, without anybody stopping it: /proc/PID/syscall.

import Primitives

/// The system call that a blocked thread is in, and the registers that it was made with (proc_pid_syscall(5)).
public struct SystemCallFacts: Sendable, Hashable {
  /// -1 for a thread that is blocked, but not in a call.
  public let number: Int64
  /// rdi, rsi, rdx, r10, r8 and r9; empty outside of a call.
  public let arguments: [UInt64]
  public let stackPointer: Address
  public let instructionPointer: Address

  /// The calls that wait for a child which shares the caller's memory: clone, vfork, clone3.
  private static let sharing: Set<Int64> = [56, 58, 435]

  /// Whether the thread may wait for a child that shares its memory to run another program or end (vfork(2)).
  public var mayWaitForChild: Bool { Self.sharing.contains(number) }

  /// Parses the file; nil for a thread that runs (`running`). The number stands in decimal, the rest in hexadecimal.
  init?(_ text: [UInt8]) {
    let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    guard words.count == 3 || words.count == 9,
      let number = Int64(String(decoding: words[0], as: UTF8.self))
    else { return nil }
    let values = words.dropFirst().compactMap {
      UInt64(String(decoding: $0.dropFirst(2), as: UTF8.self), radix: 16)
    }
    guard values.count == words.count - 1 else { return nil }
    self.number = number
    arguments = Array(values.dropLast(2))
    stackPointer = Address(values[values.count - 2])
    instructionPointer = Address(values[values.count - 1])
  }
}
