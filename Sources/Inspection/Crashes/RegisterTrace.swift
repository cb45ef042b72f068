// Where the values in a frame's registers came from, by the instructions that were executed last.

import CDecoder
import Primitives
import TargetMemory

/// A number that went into an address.
struct TracedPart {
  enum Source: Equatable {
    /// It was read from here.
    case memory(Address)
    /// It has been in this register, by its DWARF number, for as long as can be told.
    case register(UInt64)
    /// The instruction has it: an address of static data, or a place relative to the stack pointer or frame pointer.
    case instruction
    /// The call that returns to this address gave it back.
    case call(returningTo: Address)
  }

  let value: UInt64
  let source: Source
}

/// A value and what it was added up from.
struct TracedValue {
  /// nil when a part of it is not known.
  let value: UInt64?
  let parts: [TracedPart]

  static let unknown = TracedValue(value: nil, parts: [])
}

/// Follows a frame's registers back.
struct RegisterTrace {
  private let path: [scry_instruction]
  private let registers: FrameRegisters
  private let memory: any MemoryReader

  private static let depthLimit = 24
  private static let rax: UInt8 = 0
  private static let frameRegisters: Set<UInt8> = [6, 7]

  /// `path` ends before the instruction that was to be executed with these registers.
  init(path: CodePath, registers: FrameRegisters, memory: any MemoryReader) {
    self.path = path.instructions
    self.registers = registers
    self.memory = memory
  }

  /// What a register holds now, by its DWARF number.
  func value(of register: UInt8) -> TracedValue { value(of: register, before: path.count, 0) }

  /// The address of an operand of the instruction after the path, and what it is made of.
  func address(_ operand: scry_access) -> TracedValue {
    address(
      base: operand.base, index: operand.index, scale: operand.scale,
      displacement: operand.displacement, before: path.count, 0)
  }

  /// Where in memory an operand of the instruction after the path has its value from.
  func source(of operand: scry_operand) -> Address? {
    let traced = moved(operand, path.count, 0)
    guard let part = traced.parts.first, traced.parts.count == 1,
      case .memory(let place) = part.source
    else { return nil }
    return place
  }

  // MARK: Back from one instruction

  private func value(of register: UInt8, before place: Int, _ depth: Int) -> TracedValue {
    guard register < 16, depth < Self.depthLimit else { return .unknown }
    guard let writer = path[..<place].lastIndex(where: { $0.changes(register) }) else {
      guard let value = current(register, since: 0) else { return .unknown }
      return TracedValue(
        value: value, parts: [TracedPart(value: value, source: .register(UInt64(register)))])
    }
    return result(of: writer, in: register, before: place, depth + 1)
  }

  /// The register's value in the frame, if nothing has changed it since.
  private func current(_ register: UInt8, since place: Int) -> UInt64? {
    guard !path[place...].contains(where: { $0.changes(register) }) else { return nil }
    return registers[UInt64(register)]
  }

  private func result(
    of writer: Int, in register: UInt8, before place: Int, _ depth: Int
  ) -> TracedValue {
    let instruction = path[writer]
    let now = current(register, since: writer + 1)
    let (target, source) = (instruction.operand.0, instruction.operand.1)
    let isWhole = target.isRegister && target.reg == register && target.size >= 4
    switch scry_operation(UInt32(instruction.operation)) {
    case SCRY_OP_CALL where register == Self.rax:
      guard let now else { return .unknown }
      let next = Address(instruction.address &+ UInt64(instruction.length))
      return TracedValue(
        value: now, parts: [TracedPart(value: now, source: .call(returningTo: next))])
    case SCRY_OP_MOVE where isWhole: return checked(moved(source, writer, depth), now)
    case SCRY_OP_LEA where isWhole:
      return checked(
        address(
          base: source.base, index: source.index, scale: source.scale, displacement: source.value,
          before: writer, depth), now)
    case SCRY_OP_ADD where isWhole:
      let (a, b) = (value(of: register, before: writer, depth), moved(source, writer, depth))
      return checked(Self.sum(a, b), now)
    case SCRY_OP_SUB where isWhole && source.isImmediate:
      let old = value(of: register, before: writer, depth)
      let amount = UInt64(bitPattern: source.value)
      return checked(TracedValue(value: old.value.map { $0 &- amount }, parts: old.parts), now)
    case SCRY_OP_XOR where isWhole && source.isRegister && source.reg == register:
      return checked(Self.constant(0), now)
    default: return TracedValue(value: now, parts: [])
    }
  }

  /// A value that is no longer what the register holds was changed in memory since: then nothing is known of it.
  private func checked(_ traced: TracedValue, _ now: UInt64?) -> TracedValue {
    guard let now else { return traced }
    if let value = traced.value, value != now { return TracedValue(value: now, parts: []) }
    return TracedValue(value: now, parts: traced.parts)
  }

  private func moved(_ source: scry_operand, _ place: Int, _ depth: Int) -> TracedValue {
    if source.isRegister { return value(of: source.reg, before: place, depth) }
    if source.isImmediate { return Self.constant(UInt64(bitPattern: source.value)) }
    guard source.isMemory, source.segment == 0,
      let from = address(
        base: source.base, index: source.index, scale: source.scale, displacement: source.value,
        before: place, depth
      ).value.map({ Address($0) }),
      !isOverwritten(AddressRange(from, size: UInt64(source.size)), since: place, depth),
      let value = memory.number(at: from, size: Int(source.size))
    else { return .unknown }
    return TracedValue(value: value, parts: [TracedPart(value: value, source: .memory(from))])
  }

  /// Whether an instruction since then has, or may have, written to the place.
  private func isOverwritten(_ range: AddressRange, since place: Int, _ depth: Int) -> Bool {
    path.indices.dropFirst(place).contains { index in
      let instruction = path[index]
      if UInt32(instruction.operation) == SCRY_OP_CALL.rawValue { return !isOnStack(range) }
      guard instruction.stores != 0 else { return false }
      let target = instruction.operand.0
      let written = address(
        base: target.base, index: target.index, scale: target.scale, displacement: target.value,
        before: index, depth + 1
      ).value
      guard let written else { return true }
      return AddressRange(Address(written), size: UInt64(target.size)).overlaps(range)
    }
  }

  /// Whether it is a place of this frame: a function that is called leaves it alone, as long as it does not get its address.
  private func isOnStack(_ range: AddressRange) -> Bool {
    guard let pointer = registers.stackPointer else { return false }
    return range.start >= pointer && range.start - pointer < 1 << 20
  }

  private func address(
    base: UInt8, index: UInt8, scale: UInt8, displacement: Int64, before place: Int, _ depth: Int
  ) -> TracedValue {
    let displacement = UInt64(bitPattern: displacement)
    var result = Self.constant(displacement)
    if base < 16 {
      let traced = value(of: base, before: place, depth)
      let sum = traced.value.map { $0 &+ displacement }
      let isFrame = Self.frameRegisters.contains(base)
      let parts =
        isFrame
        ? sum.map { [TracedPart(value: $0, source: .instruction)] } ?? [] : traced.parts
      result = TracedValue(value: sum, parts: parts)
    }
    guard index < 16 else { return result }
    let traced = value(of: index, before: place, depth)
    let scaled = traced.value.map { $0 &* UInt64(scale) }
    return TracedValue(
      value: result.value.flatMap { a in scaled.map { a &+ $0 } },
      parts: scale == 1 ? result.parts + traced.parts : result.parts)
  }

  private static func sum(_ a: TracedValue, _ b: TracedValue) -> TracedValue {
    TracedValue(
      value: a.value.flatMap { x in b.value.map { x &+ $0 } }, parts: a.parts + b.parts)
  }

  private static func constant(_ value: UInt64) -> TracedValue {
    TracedValue(value: value, parts: [TracedPart(value: value, source: .instruction)])
  }
}

extension scry_instruction {
  /// Whether a general register has another value behind it; a function that is called may use those that it need not keep.
  fileprivate func changes(_ register: UInt8) -> Bool {
    if UInt32(operation) == SCRY_OP_CALL.rawValue {
      // The callee's return takes off the stack what the call put on it.
      return register != 7 && !FrameRegisters.kept.contains(Int(register))
    }
    return written & (1 << UInt64(register)) != 0
  }
}

extension scry_operand {
  fileprivate var isRegister: Bool { kind == UInt8(SCRY_OPERAND_REGISTER.rawValue) }
  fileprivate var isImmediate: Bool { kind == UInt8(SCRY_OPERAND_IMMEDIATE.rawValue) }
  fileprivate var isMemory: Bool { kind == UInt8(SCRY_OPERAND_MEMORY.rawValue) }
}
