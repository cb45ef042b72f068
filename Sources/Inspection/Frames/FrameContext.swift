// A frame as the expressions of its variables see it.

import DebugInfo
import Primitives
import TargetMemory

/// Registers, memory, frame base and the caller of one frame.
struct FrameContext: LocationContext {
  let stacks: StackInspector
  let thread: Int32
  let frame: Frame
  let scopes: FrameScopes
  let module: Module
  /// The activation that called this one; nil for the outermost.
  let caller: PhysicalFrame?

  func value(of base: SymbolicNumber.Base) -> UInt64? {
    switch base {
    case .zero: 0
    case .module: module.bias
    case .register(let number): frame.physical.registers[number]
    case .frameAddress: frame.physical.frameAddress?.raw
    case .frameBase: frameBase
    case .threadLocal:
      stacks.view.threadLocals.value.block(of: module, thread: thread)?.start.raw
    case .entryRegister(let number): entryValue(of: number)
    case .object, .other: nil
    }
  }

  func load(at address: Address, size: Int) -> UInt64? {
    stacks.memory.number(at: address, size: size)
  }

  /// The expression of a location attribute that holds where the frame is.
  func expression(_ value: AttributeValue, of unit: DwarfUnit) -> LocationExpression? {
    let own = module.own(frame.physical.lookupAddress)
    let locations = unit.locations(value)
    let ranged = locations.first { $0.range?.contains(own) ?? false }
    return (ranged ?? locations.first { $0.range == nil })?.expression
  }

  private var frameBase: UInt64? {
    guard let value = scopes.function.frameBase,
      let expression = expression(value, of: scopes.function.die.unit)
    else { return nil }
    return expression.number(in: FrameBaseContext(frame: self))
  }

  /// What a register held when the function was entered, by what the caller's call site says of its arguments. Only a call
  /// of this very function says that: a tail call may have come in between.
  private func entryValue(of register: UInt64) -> UInt64? {
    guard let caller, let callerModule = caller.module, !caller.isExact,
      let code = callerModule.code,
      let function = code.function(at: callerModule.own(caller.lookupAddress)),
      let call = function.calls.first(where: {
        $0.returnAddress == callerModule.own(caller.instructionPointer) && !$0.isTailCall
      })
    else { return nil }
    let context = UnwindContext(
      registers: caller.registers, memory: stacks.memory, frameAddress: caller.frameAddress,
      bias: callerModule.bias)
    guard isCalled(by: call, context) else { return nil }
    return call.argument(inRegister: register)?.number(in: context)
  }

  private func isCalled(by call: FunctionCall, _ context: UnwindContext) -> Bool {
    if let callee = call.callee {
      return callee.declaration == scopes.function.die.declaration
        || callee.inheritedString(.name)?.elementsEqual(scopes.function.name) ?? false
    }
    guard let entry = scopes.function.entry else { return false }
    return call.target?.number(in: context) == module.inProcess(entry).raw
  }
}

/// What the frame base may be described by: anything but itself.
private struct FrameBaseContext: LocationContext {
  let frame: FrameContext

  func value(of base: SymbolicNumber.Base) -> UInt64? {
    base == .frameBase ? nil : frame.value(of: base)
  }

  func load(at address: Address, size: Int) -> UInt64? { frame.load(at: address, size: size) }
}
