// The target's threads with what is known of each: its stacks and thread-local blocks.

import AgentIndex
import Primitives
import TargetMemory

/// A thread of the target.
public struct InspectedThread: Sendable {
  public let tid: Int32
  public let name: [UInt8]
  public let state: UInt8?
  /// Where its stack ends at this moment; nil while it runs.
  public let stackPointer: Address?
  /// The fs base; nil when it could not be found without stopping the thread.
  public let threadPointer: Address?
  /// The usable stack; nil when unknown.
  public let stack: AddressRange?
  /// The stack of its signal handlers.
  public let alternateStack: AddressRange?
  /// The return address of the call that made it; nil for the first thread and without an agent.
  public let createdBy: Address?

  /// The same thread with its thread pointer.
  func with(threadPointer: Address?) -> InspectedThread {
    InspectedThread(
      tid: tid, name: name, state: state, stackPointer: stackPointer,
      threadPointer: threadPointer, stack: stack, alternateStack: alternateStack,
      createdBy: createdBy)
  }
}

/// The threads, and whose a stack address is.
struct ThreadTable: Sendable {
  /// By rising thread id.
  let threads: [InspectedThread]

  init(target: any Target, mappings: [Mapping], agent: [AgentThread]) throws(ReadError) {
    let pid = target.facts.pid
    let known = Dictionary(agent.map { ($0.tid, $0) }, uniquingKeysWith: { first, _ in first })
    threads = try target.threads().map { facts in
      let recorded = known[facts.tid]
      return InspectedThread(
        tid: facts.tid, name: facts.name, state: facts.state, stackPointer: facts.stackPointer,
        threadPointer: facts.threadPointer ?? recorded?.threadPointer,
        stack: Self.stack(facts, recorded, isFirst: facts.tid == pid, mappings),
        alternateStack: recorded?.alternateStack, createdBy: recorded?.createdBy)
    }
  }

  /// The kernel's own mapping for the first thread; for others what the agent recorded, else the anonymous mapping that
  /// the stack pointer is in, if a guard stands below it, as pthread_create makes it.
  private static func stack(
    _ facts: ThreadFacts, _ recorded: AgentThread?, isFirst: Bool, _ mappings: [Mapping]
  ) -> AddressRange? {
    if isFirst, let mapping = mappings.first(where: { $0.kind == .stack }) {
      return mapping.range
    }
    if let recorded, !recorded.stack.isEmpty { return recorded.stack }
    guard let pointer = facts.stackPointer, let index = mappings.indexContaining(pointer),
      index > 0, mappings[index].kind == .anonymous, mappings[index - 1].kind == .guardPages,
      mappings[index - 1].range.end == mappings[index].range.start
    else { return nil }
    return mappings[index].range
  }

  /// The thread whose stack, or alternate signal stack, holds an address.
  func owner(of address: Address) -> (
    thread: InspectedThread, range: AddressRange, isAlternate: Bool
  )? {
    for thread in threads {
      if let range = thread.alternateStack, range.contains(address) { return (thread, range, true) }
    }
    for thread in threads {
      if let range = thread.stack, range.contains(address) { return (thread, range, false) }
    }
    return nil
  }
}
