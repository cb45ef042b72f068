// Tells a stack that ran over, and what filled it.

import Primitives
import TargetMemory

/// Looks at the stack that the stack pointer was in, or has just left.
struct StackOverflowFinder {
  let owner: CrashInvestigator

  /// The kernel keeps at least this much free below the first thread's stack (256 pages, mm/mmap.c, `stack_guard_gap`).
  private static let gap: UInt64 = 1 << 20
  /// Functions that call each other are looked for up to so many.
  private static let longestCycle = 16
  private static let depthLimit = 1_000_000

  /// The overflow, when the address lies in what guards a stack and the stack pointer is at that stack's end, or beyond it.
  func find(_ fault: Address, _ registers: ThreadRegisters) -> StackOverflow? {
    guard let stack = stack(above: fault), registers.stackPointer <= stack.start + 4096,
      stack.start - fault <= Self.gap || registers.stackPointer <= fault + 4096
    else { return nil }
    var unwinder = Unwinder(
      modules: owner.view.modules, mappings: owner.view.mappings, memory: owner.memory)
    let (frames, end) = unwinder.frames(
      from: FrameRegisters(registers), limit: Self.depthLimit)
    return StackOverflow(
      thread: owner.thread.facts.tid, stack: stack, depth: frames.count,
      isDepthExact: end == .outermost, cycle: cycle())
  }

  /// The stack whose low end the address is beyond: the first thread's, or that of a thread, with its guard.
  private func stack(above fault: Address) -> AddressRange? {
    let mappings = owner.view.mappings
    if let inside = mappings.containing(fault), inside.kind != .guardPages { return nil }
    guard let above = mappings.first(where: { $0.range.start > fault && $0.kind != .guardPages })
    else { return nil }
    if above.kind == .stack { return above.range }
    let isGuarded = mappings.contains {
      $0.kind == .guardPages && $0.range.end == above.range.start && $0.range.contains(fault)
    }
    let isWritable = above.permissions.contains([.read, .write])
    return isGuarded && isWritable && above.kind == .anonymous ? above.range : nil
  }

  /// The shortest run of functions that the innermost frames repeat; the very innermost may be a function that they call.
  private func cycle() -> [[UInt8]] {
    let names = owner.frames.map(\.function)
    for skipped in 0..<4 {
      let rest = names.dropFirst(skipped)
      for length in 1...Self.longestCycle where rest.count >= 3 * length {
        let first = Array(rest.prefix(length))
        let isRepeated = rest.prefix(rest.count / length * length).enumerated()
          .allSatisfy { $1 == first[$0 % length] }
        if isRepeated { return first.compactMap { $0 } }
      }
    }
    return []
  }
}
