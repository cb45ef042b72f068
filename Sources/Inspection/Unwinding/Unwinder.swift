// Finds the frames of a stopped thread by unwind tables, live or dead.

import DebugInfo
import Primitives
import TargetMemory

/// Walks a stack from the innermost frame out. Everything it reads may be garbage: it ends with a reason.
public struct Unwinder {
  let modules: ModuleList
  let mappings: [Mapping]
  var memory: any MemoryReader
  /// Rules are looked up once for each address: recursion asks for the same again and again.
  private var rows: [Address: CallFrameRow] = [:]

  /// More frames are not followed.
  public static let frameLimit = 1_000_000

  init(modules: ModuleList, mappings: [Mapping], memory: any MemoryReader) {
    self.modules = modules
    self.mappings = mappings
    self.memory = memory
  }

  /// The frames of a thread with these registers and why there are no more; at most `limit`, and none behind the caller of the one
  /// whose part of the stack holds `target`.
  mutating func frames(
    from registers: FrameRegisters, limit: Int = frameLimit, upTo target: Address? = nil
  ) -> (frames: [PhysicalFrame], end: UnwindEnd) {
    var frames: [PhysicalFrame] = []
    var next = Step(registers: registers, origin: .registers, isExact: true)
    while true {
      guard let frame = frame(next) else { return (frames, .outermost) }
      frames.append(frame)
      guard frames.count < limit else { return (frames, .limit(limit)) }
      if let target, frames.count > 1, frames[frames.count - 2].holds(target) {
        return (frames, .limit(frames.count))
      }
      switch caller(of: frame) {
      case .end(let end): return (frames, end)
      case .frame(let step):
        if let bad = misplaced(step, after: frame) { return (frames, .notRising(bad)) }
        next = step
      }
    }
  }

  /// What is known of a frame before its own rules are looked up.
  private struct Step {
    var registers: FrameRegisters
    var origin: FrameOrigin
    var isExact: Bool
  }

  private enum Caller {
    case frame(Step)
    case end(UnwindEnd)
  }

  private mutating func frame(_ step: Step) -> PhysicalFrame? {
    guard let pointer = step.registers.instructionPointer, pointer.raw != 0 || step.isExact else {
      return nil
    }
    let module = modules.module(containing: pointer)
    var isExact = step.isExact
    var row = module.flatMap { self.row(at: isExact ? pointer : pointer - 1, $0) }
    if row == nil, !isExact {
      // Nothing was called: signal handlers and coroutines are made to return to a function's first instruction.
      row = module.flatMap { self.row(at: pointer, $0) }
      isExact = row != nil
    }
    let context = UnwindContext(
      registers: step.registers, memory: memory, bias: module?.bias ?? 0)
    return PhysicalFrame(
      registers: step.registers, instructionPointer: pointer, isExact: isExact,
      isSignalFrame: row?.isSignalFrame ?? false,
      isEntry: isExact && !step.isExact && row?.isSignalFrame == false,
      frameAddress: row.flatMap { Self.frameAddress($0, context, module) },
      frameAddressRegister: row?.frameAddressRegister, origin: step.origin, module: module)
  }

  private mutating func row(at address: Address, _ module: Module) -> CallFrameRow? {
    if let known = rows[address] { return known }
    let row = module.callFrames?.row(at: module.own(address))
    rows[address] = row
    return row
  }

  private static func frameAddress(
    _ row: CallFrameRow, _ context: UnwindContext, _ module: Module?
  ) -> Address? {
    switch row.frameAddress {
    case .register(let number, let offset):
      return context.registers[number].map { Address($0 &+ UInt64(bitPattern: offset)) }
    case .expression(let bytes): return evaluate(bytes, context, initial: nil).map { Address($0) }
    }
  }

  private static func evaluate(
    _ bytes: ByteString, _ context: UnwindContext, initial: UInt64?
  ) -> UInt64? {
    LocationExpression(callFrameRule: bytes).number(in: context, initial: initial)
  }

  // MARK: The caller

  private mutating func caller(of frame: PhysicalFrame) -> Caller {
    if frame.isEntry { return .end(.outermost) }
    guard let module = frame.module, let row = row(at: frame.lookupAddress, module) else {
      return callerWithoutTables(of: frame)
    }
    guard let base = frame.frameAddress else { return .end(.noFrame(frame.instructionPointer)) }
    let returnRegister = Int(clamping: row.returnAddressRegister)
    if row.registers[row.returnAddressRegister] == .undefined { return .end(.outermost) }
    var values = [UInt64?](repeating: nil, count: FrameRegisters.count)
    var places = [Address?](repeating: nil, count: FrameRegisters.count)
    let context = UnwindContext(
      registers: frame.registers, memory: memory, frameAddress: base, bias: module.bias)
    for number in 0..<FrameRegisters.count {
      (values[number], places[number]) = restored(number, row, frame, context, base)
    }
    guard returnRegister < values.count, let address = values[returnRegister] else {
      return .end(.unreadable(places[FrameRegisters.instructionPointer] ?? base))
    }
    values[FrameRegisters.instructionPointer] = address
    // Without a rule of its own the stack pointer is the frame address (DWARF 5 §6.4.1).
    if row.registers[CallFrameRow.rsp] == nil { values[FrameRegisters.rsp] = base.raw }
    if address == 0 { return .end(.outermost) }
    return .frame(
      Step(
        registers: FrameRegisters(values: values, places: places), origin: .tables,
        isExact: row.isSignalFrame))
  }

  /// A register's value in the caller, and where it was saved.
  private func restored(
    _ number: Int, _ row: CallFrameRow, _ frame: PhysicalFrame, _ context: UnwindContext,
    _ base: Address
  ) -> (UInt64?, Address?) {
    let old = (frame.registers.values[number], frame.registers.places[number])
    guard let rule = row.registers[UInt64(number)] else {
      return FrameRegisters.kept.contains(number) ? old : (nil, nil)
    }
    func stored(at place: Address) -> (UInt64?, Address?) {
      (memory.number(at: place, size: 8), place)
    }
    switch rule {
    case .undefined: return (nil, nil)
    case .same: return old
    case .offset(let offset): return stored(at: base + UInt64(bitPattern: offset))
    case .valueOffset(let offset): return (base.raw &+ UInt64(bitPattern: offset), nil)
    case .register(let other): return (frame.registers[other], nil)
    case .expression(let bytes, let isValue):
      guard let result = Self.evaluate(bytes, context, initial: base.raw) else { return (nil, nil) }
      return isValue ? (result, nil) : stored(at: Address(result))
    }
  }

  /// Code that no table describes: a jump to where no code is leaves the return address on top of the stack; other code may
  /// keep a frame pointer.
  private func callerWithoutTables(of frame: PhysicalFrame) -> Caller {
    let registers = frame.registers
    guard let stack = registers.stackPointer else {
      return .end(.noRule(frame.instructionPointer))
    }
    if frame.origin == .registers, !isCode(frame.instructionPointer),
      let address = memory.number(at: stack, size: 8), isCode(Address(address))
    {
      return .frame(
        step(registers, returningTo: address, savedAt: stack, rbp: nil, origin: .stackTop))
    }
    guard let pointer = registers.values[FrameRegisters.rbp], pointer % 8 == 0,
      pointer >= stack.raw,
      let saved = memory.number(at: Address(pointer), size: 8),
      let address = memory.number(at: Address(pointer) + 8, size: 8), isCode(Address(address))
    else { return .end(.noRule(frame.instructionPointer)) }
    return .frame(
      step(
        registers, returningTo: address, savedAt: Address(pointer) + 8,
        rbp: (saved, Address(pointer)), origin: .framePointer))
  }

  private func step(
    _ registers: FrameRegisters, returningTo address: UInt64, savedAt place: Address,
    rbp: (value: UInt64, place: Address)?, origin: FrameOrigin
  ) -> Step {
    var values = [UInt64?](repeating: nil, count: FrameRegisters.count)
    var places = [Address?](repeating: nil, count: FrameRegisters.count)
    for number in FrameRegisters.kept {
      values[number] = registers.values[number]
      places[number] = registers.places[number]
    }
    if let rbp {
      values[FrameRegisters.rbp] = rbp.value
      places[FrameRegisters.rbp] = rbp.place
    }
    values[FrameRegisters.rsp] = place.raw &+ 8
    values[FrameRegisters.instructionPointer] = address
    places[FrameRegisters.instructionPointer] = place
    return Step(
      registers: FrameRegisters(values: values, places: places), origin: origin, isExact: false)
  }

  private func isCode(_ address: Address) -> Bool {
    mappings.containing(address)?.permissions.contains(.execute) ?? false
  }

  /// A caller's stack lies above its callee's, but for signal handlers and code that changes stacks; nil when all is well. A
  /// function that has popped its return address already (glibc's `vfork`) stands where its caller does.
  private func misplaced(_ step: Step, after frame: PhysicalFrame) -> Address? {
    guard !frame.isSignalFrame, let old = frame.registers.stackPointer,
      let new = step.registers.stackPointer, new < old || (new == old && !frame.isExact),
      let index = mappings.indexContaining(old), mappings[index].range.contains(new)
    else { return nil }
    return new
  }
}

extension CallFrameRow {
  /// The register that the frame address is at a fixed distance from; nil when an expression gives it.
  fileprivate var frameAddressRegister: Int? {
    guard case .register(let number, _) = frameAddress else { return nil }
    return Int(exactly: number).flatMap { $0 < FrameRegisters.count ? $0 : nil }
  }
}
