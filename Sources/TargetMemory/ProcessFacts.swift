// Who a process and its threads are.

import Primitives

/// A process's identity, as a live `/proc` or a core's notes give it.
public struct ProcessFacts: Sendable {
  /// The process id (of the thread group).
  public let pid: Int32
  /// The executable's path in the target's own view; empty when unknown.
  public let executable: [UInt8]
  /// The short name, at most 15 bytes.
  public let name: [UInt8]
  /// The arguments, the program's own name first.
  public let arguments: [[UInt8]]
  /// `R`, `S`, `D`, `T`, `Z`… as `ps` shows it; nil for the dead.
  public let state: UInt8?
  /// The real user id.
  public let user: UInt32
  /// The target sees another file system root than we do.
  public let hasOwnRoot: Bool
  /// The auxiliary vector: AT_* to value; empty when it cannot be had.
  public let auxiliary: [UInt64: UInt64]

  public init(
    pid: Int32, executable: [UInt8], name: [UInt8], arguments: [[UInt8]], state: UInt8?,
    user: UInt32, hasOwnRoot: Bool = false, auxiliary: [UInt64: UInt64] = [:]
  ) {
    self.pid = pid
    self.executable = executable
    self.name = name
    self.arguments = arguments
    self.state = state
    self.user = user
    self.hasOwnRoot = hasOwnRoot
    self.auxiliary = auxiliary
  }
}

/// A thread.
public struct ThreadFacts: Sendable, Hashable {
  public let tid: Int32
  /// At most 15 bytes.
  public let name: [UInt8]
  /// As `ps` shows it; nil for the dead.
  public let state: UInt8?
  /// Where its stack ends at this moment; nil while it runs.
  public let stackPointer: Address?
  /// The thread pointer; nil when it cannot be had without stopping the thread.
  public let threadPointer: Address?

  public init(
    tid: Int32, name: [UInt8], state: UInt8?, stackPointer: Address? = nil,
    threadPointer: Address? = nil
  ) {
    self.tid = tid
    self.name = name
    self.state = state
    self.stackPointer = stackPointer
    self.threadPointer = threadPointer
  }
}
