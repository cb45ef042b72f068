// What a frame's function was given when it was entered, by what the caller's call site says of it.

import DebugInfo
import Primitives
import Synchronization

/// The numbers that registers held at the entries of a stack's frames, as far as they were asked for.
final class EntryValues: Sendable {
  struct Key: Hashable {
    let level: Int
    let register: UInt64
  }

  private let known = Mutex<[Key: UInt64?]>([:])

  /// Nil for what was not asked for yet.
  subscript(key: Key) -> UInt64?? {
    get { known.withLock { $0[key] } }
    set { known.withLock { $0[key] = newValue } }
  }
}

extension FrameContext {
  /// What a register held when the function was entered (`DW_OP_entry_value`).
  func entryValue(ofRegister register: UInt64) -> UInt64? {
    let key = EntryValues.Key(level: frame.level, register: register)
    if let known = stack.entryValues[key] { return known }
    askRecursion(register)
    let value = entryValue { $0.argument(inRegister: register) }
    // What was given up on the way may be known to whoever asks from nearer.
    if value != nil || !evaluation.isExhausted { stack.entryValues[key] = .some(value) }
    return value
  }

  /// In recursion each call knows its argument by that of the one before: they are asked from the outermost on.
  private func askRecursion(_ register: UInt64) {
    let own = scopes.function.die
    var levels: [Int] = []
    for next in stack.frames.dropFirst(frame.level + 1) where !next.isInlined {
      guard next.scopes?.function.die == own,
        stack.entryValues[EntryValues.Key(level: next.level, register: register)] == nil
      else { break }
      levels.append(next.level)
    }
    guard levels.count > Self.shortRecursion else { return }
    for level in levels.dropFirst(Self.shortRecursion).reversed() {
      _ = FrameContext(stack.frames[level], of: stack, thread: thread, in: stacks)?
        .entryValue(ofRegister: register)
    }
  }

  private static var shortRecursion: Int { 16 }

  /// The number that the caller passed (DWARF 5 §2.5.1.7); nil when the call site does not say, or cannot be trusted: only a
  /// call of this very function speaks of it, and not when jumps may have entered the function again since.
  func entryValue(_ argument: (FunctionCall) -> LocationExpression?) -> UInt64? {
    guard let caller, let call = caller.currentCall,
      let expression = argument(call), caller.calls(self, by: call),
      !stacks.tailCalls.mayReenter(scopes.function, of: module)
    else { return nil }
    return expression.number(in: caller)
  }

  /// The call that is under way, or the jump that ended the function.
  var currentCall: FunctionCall? {
    let place = module.own(frame.physical.instructionPointer)
    let hasJumped = frame.physical.origin == .tailCall
    return scopes.function.calls.first {
      $0.returnAddress == place && $0.isTailCall == hasJumped
    }
  }

  /// Whether a call of this frame is one of another frame's function.
  func calls(_ other: FrameContext, by call: FunctionCall) -> Bool {
    let function = other.scopes.function
    guard let entry = function.entry.map(other.module.inProcess) else { return false }
    guard let callee = call.callee else { return call.target?.number(in: self) == entry.raw }
    return callee.declaration == function.die.declaration
      || callee.inheritedString(.name)?.elementsEqual(function.name) ?? false
      // The symbol that was called may be another name of the function.
      || stacks.tailCalls.target(of: call, in: module)?.entry == entry
  }
}
