// A frame as the expressions of its variables see it.

import DebugInfo
import Primitives
import TargetMemory

/// Registers, memory, frame base and the callers of one frame.
struct FrameContext: LocationContext {
  let stacks: StackInspector
  let stack: ThreadStack
  let thread: Int32
  let frame: Frame
  let scopes: FrameScopes
  let module: Module
  let evaluation: Evaluation

  /// Nil without debug information.
  init?(
    _ frame: Frame, of stack: ThreadStack, thread: Int32, in stacks: StackInspector,
    evaluation: Evaluation = Evaluation()
  ) {
    guard let scopes = frame.scopes, let module = frame.physical.module else { return nil }
    self.stacks = stacks
    self.stack = stack
    self.thread = thread
    self.frame = frame
    self.scopes = scopes
    self.module = module
    self.evaluation = evaluation
  }

  /// The frame whose call made this one's activation; nil where none did, as below a signal handler.
  var caller: FrameContext? {
    guard evaluation.takeOne(),
      let next = stack.frames.dropFirst(frame.level + 1)
        .first(where: { !$0.isSameActivation(as: frame) }),
      !next.physical.isExact
    else { return nil }
    return FrameContext(next, of: stack, thread: thread, in: stacks, evaluation: evaluation)
  }

  func value(of base: SymbolicNumber.Base) -> UInt64? {
    let value = lookUp(base)
    if value == nil { evaluation.missing = base }
    return value
  }

  private func lookUp(_ base: SymbolicNumber.Base) -> UInt64? {
    switch base {
    case .zero, .floating: 0
    case .module: module.bias
    case .register(let number): frame.physical.registers.lowWord(of: number)
    case .frameAddress: frame.physical.frameAddress?.raw
    case .frameBase: frameBase
    case .threadLocal:
      stacks.view.threadLocals.value.block(of: module, thread: thread)?.start.raw
    case .entryRegister(let number): entryValue(ofRegister: number)
    case .entryParameter(let offset):
      parameter(atUnitOffset: offset).flatMap { parameter in
        entryValue { $0.argument(for: parameter) }
      }
    case .variable(let offset):
      evaluation.takeOne() ? unit.file.die(atInfoOffset: offset).flatMap(word) : nil
    case .object, .other: nil
    }
  }

  func load(at address: Address, size: Int) -> UInt64? {
    stacks.memory.number(at: address, size: size)
  }

  private var unit: DwarfUnit { scopes.function.die.unit }

  private func parameter(atUnitOffset offset: UInt64) -> Die? {
    Int(exactly: offset).flatMap { unit.die(at: unit.offset &+ $0) }
  }

  /// The expression of a location attribute that holds where the frame is.
  func expression(_ value: AttributeValue, of unit: DwarfUnit) -> LocationExpression? {
    let own = module.own(frame.physical.lookupAddress)
    let locations = unit.locations(value)
    let ranged = locations.first { $0.range?.contains(own) ?? false }
    return (ranged ?? locations.first { $0.range == nil })?.expression
  }

  /// What a variable of up to 8 bytes holds, without its type's sign.
  func word(of variable: Die) -> UInt64? {
    guard let location = variable.attribute(.location),
      let expression = expression(location, of: variable.unit)
    else { return variable.attribute(.constValue)?.unsigned }
    let pieces = expression.pieces(in: self)
    guard pieces.count == 1, let piece = pieces.first else { return nil }
    switch piece.location {
    case .memory(let place):
      let size = VariableReader.size(of: variable).flatMap { Int(exactly: $0) } ?? 8
      return place.constant.flatMap { load(at: Address(UInt64(bitPattern: $0)), size: size) }
    case .value(let number): return number.bits
    case .register(let number): return value(of: .register(number))
    default: return nil
    }
  }

  private var frameBase: UInt64? {
    guard let value = scopes.function.frameBase,
      let expression = expression(value, of: scopes.function.die.unit)
    else { return nil }
    return expression.number(in: FrameBaseContext(frame: self))
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
