// The threads that the agent saw start: their stacks and thread pointers.

import AgentLayout
import Primitives
import TargetMemory

/// A thread that runs, or is about to.
public struct AgentThread: Sendable {
  /// In the process's own pid namespace.
  public let tid: Int32
  /// From the lowest usable address to the end; the thread's control block lies below it.
  public let stack: AddressRange
  /// The fs base.
  public let threadPointer: Address
  /// The stack for signal handlers; nil without one.
  public let alternateStack: AddressRange?
  /// The return address of the call of pthread_create; nil for the main thread.
  public let createdBy: Address?
}

extension AgentIndex {
  /// The threads that have not ended.
  public func threads() throws(IndexError) -> [AgentThread] {
    let count = min(try count(of: SCRY_TABLE_THREADS), 1 << 20)
    let raw: [scry_index_thread] = try entries(SCRY_TABLE_THREADS, from: 0, count: count)
    return raw.compactMap(thread)
  }

  private func thread(_ raw: scry_index_thread) -> AgentThread? {
    guard
      raw.state == SCRY_THREAD_STARTING.rawValue || raw.state == SCRY_THREAD_RUNNING.rawValue
    else { return nil }
    return AgentThread(
      tid: raw.tid, stack: AddressRange(Address(raw.stack_low), Address(raw.stack_high)),
      threadPointer: Address(raw.pthread_self),
      alternateStack: raw.alternate_low == 0
        ? nil : AddressRange(Address(raw.alternate_low), size: raw.alternate_size),
      createdBy: raw.created_by == 0 ? nil : Address(raw.created_by))
  }
}
