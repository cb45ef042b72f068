// The effect of each instruction on the state.

import CDecoder

extension Interpreter {
  /// Applies an instruction; false when control does not go on after it.
  mutating func step(_ instruction: scry_instruction, _ state: inout MachineState) -> Bool {
    switch scry_operation(UInt32(instruction.operation)) {
    case SCRY_OP_NOP: break
    case SCRY_OP_MOVE: move(instruction, &state)
    case SCRY_OP_LEA:
      let address = address(instruction.operand.1, state)
      set(
        instruction.operand.0, address.isStrided ? strided(address.value) : address.value,
        instruction, &state)
    case SCRY_OP_ADD, SCRY_OP_SUB, SCRY_OP_AND, SCRY_OP_XOR, SCRY_OP_MULTIPLY, SCRY_OP_SHIFT_LEFT:
      compute(instruction, &state)
    case SCRY_OP_EXTEND: extend(instruction, &state)
    case SCRY_OP_COMPARE, SCRY_OP_TEST: noteNullTest(instruction, state)
    case SCRY_OP_CONDITIONAL_MOVE:
      let old = value(instruction.operand.0, state)
      let new = value(instruction.operand.1, state)
      set(instruction.operand.0, pool.join(old, new), instruction, &state)
    case SCRY_OP_EXCHANGE:
      let first = value(instruction.operand.0, state)
      let second = value(instruction.operand.1, state)
      set(instruction.operand.0, second, instruction, &state)
      set(instruction.operand.1, first, instruction, &state)
    case SCRY_OP_PUSH: push(instruction, &state)
    case SCRY_OP_POP: pop(instruction, &state)
    case SCRY_OP_LEAVE:
      state[Place.rsp] = state[Place.rbp]
      popWord(into: Place.rbp, &state)
    case SCRY_OP_CALL: return call(instruction, &state)
    case SCRY_OP_JUMP, SCRY_OP_BRANCH: return jump(instruction, &state)
    case SCRY_OP_RETURN:
      if isCollecting { noteReturn(instruction, state) }
      return false
    case SCRY_OP_STOP: return false
    case SCRY_OP_UNPACK_LOW, SCRY_OP_LOAD_HIGH, SCRY_OP_STORE_HIGH: moveHalf(instruction, &state)
    default: clobber(instruction, &state)
    }
    return true
  }

  private mutating func move(_ instruction: scry_instruction, _ state: inout MachineState) {
    let (target, source) = (instruction.operand.0, instruction.operand.1)
    if target.size >= 16 || source.size >= 16 && target.size != 8 {
      moveWide(instruction, &state)
      return
    }
    let moved = value(source, state)
    let isLoad = place(target).map { !Place.isVector($0) } ?? false
    set(target, isLoad ? named(moved) : moved, instruction, &state)
  }

  /// Moves of 16 bytes or more between vector registers and memory.
  private mutating func moveWide(_ instruction: scry_instruction, _ state: inout MachineState) {
    let (target, source) = (instruction.operand.0, instruction.operand.1)
    guard target.size == 16, source.size == 16 else {
      clobber(instruction, &state)
      return
    }
    let halves = wideValue(source, state)
    if let register = place(target) {
      write(halves.lower, to: register, instruction, &state)
      write(halves.upper, to: Place.upperHalf(register), instruction, &state)
    } else {
      let place = address(target, state)
      store(halves.lower, to: place, size: 8, instruction, &state)
      store(halves.upper, to: place.moved(by: 8, pool: pool), size: 8, instruction, &state)
    }
  }

  private mutating func wideValue(
    _ operand: scry_operand, _ state: MachineState
  ) -> (lower: Value, upper: Value) {
    if let register = place(operand) {
      return (state[register], state[Place.upperHalf(register)])
    }
    let place = self.address(operand, state)
    return (
      load(place, size: 8, state),
      load(place.moved(by: 8, pool: pool), size: 8, state)
    )
  }

  private mutating func moveHalf(_ instruction: scry_instruction, _ state: inout MachineState) {
    let (target, source) = (instruction.operand.0, instruction.operand.1)
    switch scry_operation(UInt32(instruction.operation)) {
    case SCRY_OP_STORE_HIGH:
      guard let register = place(source) else { return }
      store(
        state[Place.upperHalf(register)], to: address(target, state), size: 8, instruction, &state)
    default:
      guard let register = place(target) else { return }
      let half =
        place(source).map { state[$0] }
        ?? load(address(source, state), size: 8, state)
      write(half, to: Place.upperHalf(register), instruction, &state)
    }
  }

  private mutating func compute(_ instruction: scry_instruction, _ state: inout MachineState) {
    nullTest = nil
    let target = instruction.operand.0
    let result = computed(instruction, state)
    set(target, result, instruction, &state)
    if let register = place(target), Place.isVector(register) {
      write(result, to: Place.upperHalf(register), instruction, &state)
    }
  }

  private mutating func computed(
    _ instruction: scry_instruction, _ state: MachineState
  ) -> Value {
    let operands = instruction.operand
    let left = value(operands.0, state)
    let right = value(operands.1, state)
    switch scry_operation(UInt32(instruction.operation)) {
    case SCRY_OP_ADD: return sum(left, right)
    case SCRY_OP_SUB:
      if operands.0.reg == Place.rsp { return lowered(left, right) }
      return difference(left, right)
    case SCRY_OP_AND: return masked(left, right, isStack: operands.0.reg == Place.rsp)
    case SCRY_OP_XOR:
      let isSame = operands.1.kind == operands.0.kind && operands.0.reg == operands.1.reg
      return isSame && place(operands.0) != nil ? pool.constant(0) : .unknown
    case SCRY_OP_MULTIPLY:
      if instruction.operands == 3 {
        return product(right, factor: operands.2.value)
      }
      guard instruction.operands == 2, let factor = constant(right) else { return .unknown }
      return product(left, factor: factor)
    case SCRY_OP_SHIFT_LEFT:
      guard let bits = constant(right), bits >= 0, bits < 32 else { return .unknown }
      return product(left, factor: 1 << bits)
    default: return .unknown
    }
  }

  /// Extensions keep what is known of numbers only.
  private mutating func extend(_ instruction: scry_instruction, _ state: inout MachineState) {
    if instruction.operands == 0 {
      write(numbersOnly(state[Place.rax]), to: Place.rax, instruction, &state)
      return
    }
    let source = value(instruction.operand.1, state)
    set(instruction.operand.0, named(numbersOnly(source)), instruction, &state)
  }

  private mutating func noteNullTest(_ instruction: scry_instruction, _ state: MachineState) {
    nullTest = nil
    let (left, right) = (instruction.operand.0, instruction.operand.1)
    guard left.size == 8 else { return }
    let isTest = UInt32(instruction.operation) == SCRY_OP_TEST.rawValue
    if isTest {
      guard right.kind == left.kind, right.reg == left.reg, place(left) != nil else { return }
    } else {
      let other = value(right, state)
      guard constant(other) == 0 else { return }
    }
    nullTest = NullTest(value: value(left, state), place: followedPlace(left, state))
  }

  private mutating func push(_ instruction: scry_instruction, _ state: inout MachineState) {
    let pushed = value(instruction.operand.0, state)
    let top = pool.map(state[Place.rsp]) { $0.moved(by: -8) }
    state[Place.rsp] = top
    store(pushed, to: Location(value: top), size: 8, instruction, &state)
  }

  private mutating func pop(_ instruction: scry_instruction, _ state: inout MachineState) {
    if let register = place(instruction.operand.0) {
      popWord(into: register, &state)
    } else {
      clobber(instruction, &state)
      state[Place.rsp] = pool.map(state[Place.rsp]) { $0.moved(by: 8) }
    }
  }

  private mutating func popWord(into register: Int, _ state: inout MachineState) {
    let top = state[Place.rsp]
    state[Place.rsp] = pool.map(top) { $0.moved(by: 8) }
    state[register] = loadSlot(Location(value: top), state)
  }

  /// Everything that an instruction without a rule of its own writes becomes unknown.
  mutating func clobber(_ instruction: scry_instruction, _ state: inout MachineState) {
    nullTest = nil
    if instruction.stores != 0 {
      let target = instruction.operand.0
      store(
        .unknown, to: address(target, state), size: Int(target.size), instruction, &state)
    }
    var written = instruction.written
    while written != 0 {
      let number = UInt8(written.trailingZeroBitCount)
      written &= written - 1
      guard let register = Place.register(number) else { continue }
      state[register] = .unknown
      if Place.isVector(register) { state[Place.upperHalf(register)] = .unknown }
    }
  }
}
