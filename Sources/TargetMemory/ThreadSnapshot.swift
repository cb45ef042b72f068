// All threads of a target at one moment: registers, and the memory of their stacks.

import Primitives

/// A thread as it stood at the moment of a snapshot.
public struct StoppedThread: Sendable {
  public let facts: ThreadFacts
  /// Nil when the thread could not be stopped, or a core lacks them.
  public let registers: ThreadRegisters?
  /// Of a thread that could not be stopped, because the kernel holds it: where it waits.
  public let systemCall: SystemCallFacts?
  /// Why there are no registers, for a person.
  public let obstacle: String?

  public init(
    facts: ThreadFacts, registers: ThreadRegisters?, systemCall: SystemCallFacts? = nil,
    obstacle: String? = nil
  ) {
    self.facts = facts
    self.registers = registers
    self.systemCall = systemCall
    self.obstacle = obstacle
  }
}

/// What all threads were doing at one moment. A live process runs on after it; a core has never another one.
public struct ThreadSnapshot: Sendable {
  /// By rising thread id.
  public let threads: [StoppedThread]
  /// The memory as it was at that moment, as far as it was copied (the used part of every stack); the rest is read from the target as it is now.
  public let memory: any MemoryReader
  /// How long the threads stood still; nil while they still do, and for what is dead.
  public let pause: Duration?

  public init(threads: [StoppedThread], memory: any MemoryReader, pause: Duration?) {
    self.threads = threads
    self.memory = memory
    self.pause = pause
  }
}

/// Gives snapshots of a target's threads: a core has one, a live process is stopped for it.
public protocol ThreadSource: Sendable {
  /// Takes a snapshot of all threads. Throws `.gone` when the process has ended.
  func snapshot() throws(ReadError) -> ThreadSnapshot
}
