// Operands, loads and stores.

import AgentLayout
import CDecoder

/// An address that an instruction uses.
struct Location {
  var value: Value
  /// An unknown multiple of a number was added: the value says which array, not which element.
  var isStrided = false
  /// What the address was before an unknown multiple of `stride` bytes was added; unknown when none was.
  var start = Value.unknown
  var stride: Int64 = 0

  func moved(by bytes: Int64, pool: ValuePool) -> Location {
    Location(value: pool.map(value) { $0.moved(by: bytes) }, isStrided: isStrided)
  }
}

extension Interpreter {
  /// The register of an operand; nil for memory, immediates and registers that are not followed.
  func place(_ operand: scry_operand) -> Int? {
    guard operand.kind == UInt8(SCRY_OPERAND_REGISTER.rawValue) else { return nil }
    return Place.register(operand.reg)
  }

  /// The register or stack slot that an operand certainly is.
  mutating func followedPlace(_ operand: scry_operand, _ state: MachineState) -> Int? {
    if let register = place(operand) { return register }
    guard operand.kind == UInt8(SCRY_OPERAND_MEMORY.rawValue) else { return nil }
    return slot(address(operand, state))
  }

  /// The slot that an address certainly is; nil for other memory.
  mutating func slot(_ location: Location) -> Int? {
    guard !location.isStrided, let atom = pool.single(location.value), atom.kind == .frame,
      atom.hasKnownOffset
    else { return nil }
    return slots.place(SlotKey(region: atom.index, offset: atom.offset))
  }

  /// What an operand holds. Of operands narrower than a pointer only numbers are known.
  mutating func value(_ operand: scry_operand, _ state: MachineState) -> Value {
    switch scry_operand_kind(UInt32(operand.kind)) {
    case SCRY_OPERAND_IMMEDIATE:
      return pool.constant(operand.value)
    case SCRY_OPERAND_REGISTER:
      guard let register = place(operand), operand.high_byte == 0 else { return .unknown }
      if operand.size >= 8 { return state[register] }
      return operand.size == 4 ? numbersOnly(state[register]) : .unknown
    case SCRY_OPERAND_MEMORY:
      let found = load(address(operand, state), size: Int(operand.size), state)
      return operand.size >= 8 ? found : numbersOnly(found)
    default: return .unknown
    }
  }

  /// The address that a memory operand stands for.
  mutating func address(_ operand: scry_operand, _ state: MachineState) -> Location {
    guard operand.segment == 0 else { return Location(value: .unknown) }
    var base = Place.register(operand.base).map { state[$0] } ?? pool.constant(0)
    guard let indexRegister = Place.register(operand.index) else {
      return Location(value: moved(base, by: operand.value))
    }
    var index = state[indexRegister]
    if operand.base == operand.index, operand.value == 0, !holdsPointer(base) {
      return Location(value: product(index, factor: Int64(operand.scale) + 1))
    }
    if operand.scale <= 1, holdsPointer(index), !holdsPointer(base) { swap(&base, &index) }
    if let number = constant(index) {
      let bytes = number &* Int64(max(operand.scale, 1)) &+ operand.value
      return Location(value: moved(base, by: bytes))
    }
    let stride = divisor(index) &* Int64(max(operand.scale, 1))
    return strideAddress(base, stride: stride, displacement: operand.value)
  }

  private mutating func strideAddress(
    _ base: Value, stride: Int64, displacement: Int64
  ) -> Location {
    let start = moved(base, by: displacement)
    if let atom = pool.single(start), atom.isNumber {
      // A small constant is an offset into something unknown; a large one is a static array's address.
      guard atom.kind == .constant, atom.offset >= 4096 else {
        return Location(
          value: multiple(of: commonDivisor(stride, atom.offset)), isStrided: false)
      }
      return Location(value: start, isStrided: true)
    }
    guard holdsPointer(base) else { return Location(value: multiple(of: stride)) }
    // Displacements are applied first: they choose the array within the object.
    let element = strided(start, stride: stride)
    let frames = pool.map(start) { $0.kind == .frame ? $0 : nil }
    let isObject = pool[element].atoms.contains { $0.kind == .typed }
    return Location(
      value: isObject || frames == .unknown ? element : frames, isStrided: !isObject,
      start: start, stride: stride)
  }

  /// What memory holds.
  mutating func load(
    _ location: Location, size: Int, _ state: MachineState
  ) -> Value {
    guard location.value != .unknown, size == 8 || size == 4 else { return .unknown }
    if size == 4 {
      let held = loadSlot(location, state)
      return numbersOnly(held)
    }
    var result: Value?
    let set = pool[location.value]
    for atom in set.atoms where atom.hasKnownOffset || atom.kind == .typed {
      let part = loadThrough(atom, of: set, location, state)
      result = result.map { pool.join($0, part) } ?? part
    }
    return result ?? .unknown
  }

  private mutating func loadThrough(
    _ atom: Atom, of set: ValueSet, _ location: Location, _ state: MachineState
  ) -> Value {
    switch atom.kind {
    case .frame:
      let held = location.isStrided ? Value.unknown : slotValue(atom, state)
      return atom.index == 0 ? typedByFrame(held, atom.offset) : held
    case .typed:
      return pointerValue(layout.pointers(in: atom.index, at: atom.offset))
    case .constant:
      guard let target = UInt64(exactly: atom.offset),
        let object = context.staticObject(at: target)
      else { return slotOfGlobalOffsetTable(atom) }
      return pointerValue(layout.pointers(in: object.record.type, at: object.offset))
    case .block, .outBlock, .argument:
      return location.isStrided ? .unknown : heldByObject(atom, in: set, state)
    case .multiple, .inside: return .unknown
    }
  }

  /// A slot of the global offset table holds the address of the symbol that it is for.
  private mutating func slotOfGlobalOffsetTable(_ atom: Atom) -> Value {
    guard let slot = UInt64(exactly: atom.offset), let symbol = context.externals[slot],
      let definition = context.definitions[symbol].flatMap({ Int64(exactly: $0) })
    else { return .unknown }
    return pool.constant(definition)
  }

  private mutating func pointerValue(_ fields: [PointerField]) -> Value {
    guard !fields.isEmpty else { return .unknown }
    let atoms = fields.filter { layout.isInformative($0.pointee) }.map {
      Atom(kind: .typed, index: $0.pointee, offset: 0)
    }
    return pool.value(ValueSet(atoms: atoms, isComplete: false))
  }

  private mutating func slotValue(_ atom: Atom, _ state: MachineState) -> Value {
    slots.existing(SlotKey(region: atom.index, offset: atom.offset)).map { state[$0] } ?? .unknown
  }

  /// What a slot holds, without asking the variables.
  mutating func loadSlot(_ location: Location, _ state: MachineState) -> Value {
    guard let place = slot(location) else { return .unknown }
    return state[place]
  }

  /// Writes memory.
  mutating func store(
    _ value: Value, to location: Location, size: Int, _ instruction: scry_instruction,
    _ state: inout MachineState
  ) {
    if isCollecting, size == 8, value != .unknown {
      noteStore(value, to: location, instruction, state)
    }
    let set = pool[location.value]
    if !location.isStrided { storeToObject(value, set, size: size, &state) }
    for atom in set.atoms where atom.kind == .frame && atom.hasKnownOffset {
      guard !location.isStrided else { continue }
      storeToFrame(value, atom, isCertain: set.single != nil, size: size, &state)
    }
  }

  private mutating func storeToFrame(
    _ value: Value, _ atom: Atom, isCertain: Bool, size: Int, _ state: inout MachineState
  ) {
    if size == 8, let place = slots.place(SlotKey(region: atom.index, offset: atom.offset)) {
      state[place] = isCertain ? value : pool.join(state[place], value)
      return
    }
    guard isCertain else { return }
    let first = atom.offset & ~7
    let end = atom.offset &+ Int64(max(size, 1))
    let number = size == 4 && atom.offset & 7 == 0 ? numbersOnly(value) : .unknown
    for offset in stride(from: first, to: end, by: 8) {
      if number != .unknown,
        let place = slots.place(SlotKey(region: atom.index, offset: offset))
      {
        state[place] = number
      } else if let place = slots.existing(SlotKey(region: atom.index, offset: offset)) {
        state[place] = .unknown
      }
    }
  }

  /// Writes an operand; narrow writes to a register clear the rest of it or leave it unknown.
  mutating func set(
    _ operand: scry_operand, _ value: Value, _ instruction: scry_instruction,
    _ state: inout MachineState
  ) {
    guard let register = place(operand) else {
      guard operand.kind == UInt8(SCRY_OPERAND_MEMORY.rawValue) else { return }
      store(
        value, to: address(operand, state), size: Int(operand.size), instruction, &state)
      return
    }
    if operand.size >= 8 {
      write(value, to: register, instruction, &state)
      if Place.isVector(register) { state[Place.upperHalf(register)] = .unknown }
    } else {
      write(operand.size == 4 ? numbersOnly(value) : .unknown, to: register, instruction, &state)
    }
  }

  /// Writes a register, and notes the variables that are in it from then on.
  mutating func write(
    _ value: Value, to register: Int, _ instruction: scry_instruction, _ state: inout MachineState
  ) {
    state[register] = value
    let next = instruction.address &+ UInt64(instruction.length)
    holdVariables(variables.inRegister(register, at: next), at: next, &state)
  }
}
