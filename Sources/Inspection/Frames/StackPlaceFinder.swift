// Finds what an address on a thread's stack is: a variable of a frame, or what the frame keeps beside its variables.

import Primitives
import TargetMemory
import TypeModel

/// A variable that covers an address.
struct FoundVariable {
  let frame: Frame
  let variable: FrameVariable
  let range: AddressRange
  let type: UniqType?
}

/// One stack as a map of addresses.
struct StackPlaceFinder {
  let stacks: StackInspector
  let thread: Int32
  let stack: ThreadStack

  /// What an address is.
  enum Answer {
    case variable(FoundVariable)
    case place(FramePlace)
    /// Lower than the innermost frame, and not in its red zone.
    case below
    /// Above the outermost frame that could be found.
    case above
  }

  /// Bytes below the stack pointer that belong to the innermost function (System V ABI for AMD64, 3.2.2).
  static let redZone: UInt64 = 128

  func find(_ address: Address) -> Answer {
    guard let innermost = stack.frames.first,
      let lowest = innermost.physical.registers.stackPointer
    else { return .above }
    let map = stacks.map(of: stack, thread: thread)
    if let index = map.activation(containing: address) { return inside(address, index) }
    guard address < lowest, stacks.view.mappings.areOneMapping(address, lowest) else {
      return .above
    }
    guard lowest - address <= Self.redZone else { return .below }
    if let found = variable(at: address, inActivationOf: innermost) { return .variable(found) }
    return .place(FramePlace(innermost, .redZone))
  }

  private func inside(_ address: Address, _ index: Int) -> Answer {
    let frame = stack.frames[index]
    if frame.isSignalFrame { return .place(FramePlace(frame, .signalFrame)) }
    if let found = variable(at: address, inActivationOf: frame) { return .variable(found) }
    // Arguments on the stack stand in the caller's part of it.
    let callee = stack.frames[..<index].last {
      !$0.isSameActivation(as: frame) && $0.physical.origin != .tailCall
    }
    if let callee, let found = variable(at: address, inActivationOf: callee) {
      return .variable(found)
    }
    if let part = saved(at: address, index) { return .place(FramePlace(frame, part)) }
    return .place(FramePlace(frame, slot(at: address, of: frame)))
  }

  private func slot(at address: Address, of frame: Frame) -> FramePlace.Part {
    guard let context = FrameContext(frame, of: stack, thread: thread, in: stacks) else {
      return .unnamed
    }
    if context.isArgument(address) { return .argument }
    return context.variable(elsewhereAt: address).map { .spillSlot($0) } ?? .unnamed
  }

  /// The variable of any of an activation's functions that covers an address, the innermost function's first.
  private func variable(at address: Address, inActivationOf frame: Frame) -> FoundVariable? {
    let around = max(0, frame.level - 256)..<min(stack.frames.count, frame.level + 256)
    for candidate in stack.frames[around] where candidate.isSameActivation(as: frame) {
      for variable in stacks.variables(of: candidate, in: stack, thread: thread) {
        guard let start = variable.address, let size = variable.type?.size, size > 0 else {
          continue
        }
        let range = AddressRange(start, size: size)
        guard range.contains(address) else { continue }
        return FoundVariable(
          frame: candidate, variable: variable, range: range, type: variable.type?.declared)
      }
    }
    return nil
  }

  /// What the unwind tables say of a place: where the next activation's registers were saved.
  private func saved(at address: Address, _ index: Int) -> FramePlace.Part? {
    guard index + 1 < stack.frames.count else { return nil }
    let places = stack.frames[index + 1].physical.registers.places
    for (number, place) in places.enumerated() {
      guard let place, AddressRange(place, size: 8).contains(address) else { continue }
      return number == FrameRegisters.instructionPointer
        ? .returnAddress : .savedRegister(UInt64(number))
    }
    return nil
  }
}
