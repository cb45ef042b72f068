// Puts frames in for functions that ended in a jump to another (tail calls), where there is no doubt about them.

import DebugInfo
import Primitives

/// Completes one stack.
struct TailCallFrames {
  let stacks: StackInspector
  let stack: ThreadStack
  let thread: Int32

  /// By the instructions of caller and callee, as recursion has the same again and again.
  private var known: [Pair: [TailCalls.Step]] = [:]

  private struct Pair: Hashable {
    let caller: Address
    let callee: Address
  }

  init(stacks: StackInspector, stack: ThreadStack, thread: Int32) {
    self.stacks = stacks
    self.stack = stack
    self.thread = thread
  }

  /// The activations with those that jumped put in between; nil when there are none.
  mutating func completed(_ activations: [PhysicalFrame]) -> [PhysicalFrame]? {
    let frames = stack.frames.filter { !$0.isInlined }
    guard frames.count == activations.count else { return nil }
    var result: [PhysicalFrame] = []
    result.reserveCapacity(activations.count)
    for (index, callee) in activations.enumerated() {
      result.append(callee)
      guard index + 1 < activations.count else { continue }
      let caller = activations[index + 1]
      result += steps(from: frames[index + 1], to: frames[index]).compactMap {
        activation($0, between: callee, and: caller)
      }
    }
    return result.count > activations.count ? result : nil
  }

  private mutating func steps(from caller: Frame, to callee: Frame) -> [TailCalls.Step] {
    guard !caller.physical.isExact, !callee.isSignalFrame else { return [] }
    let pair = Pair(caller: caller.instructionPointer, callee: callee.instructionPointer)
    if let known = known[pair] { return known }
    guard let outer = FrameContext(caller, of: stack, thread: thread, in: stacks),
      let inner = FrameContext(callee, of: stack, thread: thread, in: stacks),
      let call = outer.currentCall
    else { return [] }
    let steps = steps(of: call, from: outer, to: inner)
    // Where a call through a pointer goes differs from frame to frame.
    if call.callee != nil { known[pair] = steps }
    return steps
  }

  private func steps(
    of call: FunctionCall, from caller: FrameContext, to callee: FrameContext
  ) -> [TailCalls.Step] {
    guard !caller.calls(callee, by: call), let entry = callee.scopes.function.entry,
      let target = target(of: call, caller)
    else { return [] }
    return stacks.tailCalls.steps(from: target, to: callee.module.inProcess(entry))
  }

  private func target(of call: FunctionCall, _ caller: FrameContext) -> TailCalls.Place? {
    if call.callee != nil { return stacks.tailCalls.target(of: call, in: caller.module) }
    return call.target?.number(in: caller).flatMap { stacks.tailCalls.place(at: Address($0)) }
  }

  /// The function that jumped had given its frame back: its registers are the caller's again.
  private func activation(
    _ step: TailCalls.Step, between callee: PhysicalFrame, and caller: PhysicalFrame
  ) -> PhysicalFrame? {
    guard let base = callee.frameAddress, let next = step.call.returnAddress else { return nil }
    let pointer = step.place.module.inProcess(next)
    var registers = caller.registers
    registers.values[FrameRegisters.rsp] = base.raw &- 8
    registers.values[FrameRegisters.instructionPointer] = pointer.raw
    return PhysicalFrame(
      registers: registers, instructionPointer: pointer, isExact: false, isSignalFrame: false,
      isEntry: false, frameAddress: nil, frameAddressRegister: nil, origin: .tailCall,
      module: step.place.module)
  }
}
