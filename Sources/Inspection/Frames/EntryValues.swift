// What a frame's function was given when it was entered, by what the caller's call site says of it.

import DebugInfo
import Primitives

extension FrameContext {
  /// The number that the caller passed (DWARF 5 §2.5.1.7); nil when the call site does not say, or cannot be trusted: only a
  /// call of this very function speaks of it, and not when jumps may have entered the function again since.
  func entryValue(_ argument: (FunctionCall) -> LocationExpression?) -> UInt64? {
    guard let caller, let call = caller.currentCall,
      let expression = argument(call), caller.calls(self, by: call),
      !stacks.tailCalls.mayReenter(scopes.function, of: module)
    else { return nil }
    return expression.number(in: caller)
  }

  /// The call that is under way.
  var currentCall: FunctionCall? {
    let place = module.own(frame.physical.instructionPointer)
    return scopes.function.calls.first { $0.returnAddress == place && !$0.isTailCall }
  }

  private func calls(_ other: FrameContext, by call: FunctionCall) -> Bool {
    let function = other.scopes.function
    if let callee = call.callee {
      return callee.declaration == function.die.declaration
        || callee.inheritedString(.name)?.elementsEqual(function.name) ?? false
    }
    guard let entry = function.entry else { return false }
    return call.target?.number(in: self) == other.module.inProcess(entry).raw
  }
}
