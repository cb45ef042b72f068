// Calls, jumps to other functions, and returns.

import AgentLayout
import CDecoder

extension Interpreter {
  /// Applies a call; false when it does not come back.
  mutating func call(_ instruction: scry_instruction, _ state: inout MachineState) -> Bool {
    nullTest = nil
    let callee = callee(of: instruction, state)
    guard !context.isEndless(callee) else { return false }
    let known = context.knownFunction(callee)
    let signature = context.signature(callee)
    let number = record(instruction, callee: callee, isTailCall: false, state)
    let returned = result(ofCall: number, known: known, signature: signature, state)
    let old = state[Place.arguments[0]]
    noteOutParameters(ofCall: number, known: known, signature: signature, &state)
    forgetObjects(gaveBlock: number, mayChangeAll: known == nil, &state)
    for register in Place.callerSaved { state[register] = .unknown }
    for register in Place.generalCount..<Place.registerCount { state[register] = .unknown }
    if isCollecting {
      noteDeclared(returned, callee, instruction)
      if KnownFunction.isResize(callee) { noteResized(returned, from: old) }
    }
    write(returned, to: Place.rax, instruction, &state)
    observeSlots(ofCall: number, instruction, state)
    return true
  }

  /// Whom a call or jump leads to.
  private mutating func callee(
    of instruction: scry_instruction, _ state: MachineState
  ) -> Callee {
    if instruction.target != 0 { return context.callee(at: instruction.target) }
    let operand = instruction.operand.0
    if operand.kind == UInt8(SCRY_OPERAND_MEMORY.rawValue) {
      let place = address(operand, state)
      if !place.isStrided, let slot = constant(place.value) {
        return context.callee(throughSlot: UInt64(bitPattern: slot))
      }
      return .indirect
    }
    if let register = place(operand), let target = constant(state[register]) {
      return context.callee(at: UInt64(bitPattern: target))
    }
    return .indirect
  }

  private mutating func record(
    _ instruction: scry_instruction, callee: Callee, isTailCall: Bool, _ state: MachineState
  ) -> Int {
    let returnAddress = instruction.address &+ UInt64(instruction.length)
    let position = self.position
    let number = callNumber(
      CallRecord(
        returnAddress: returnAddress, callee: callee, isTailCall: isTailCall, position: position),
      at: instruction.address)
    if isCollecting {
      summary.calls[number].callee = callee
      summary.calls[number].position = position
      noteArguments(ofCall: number, callee: callee, state)
    }
    return number
  }

  /// What is in rax after a call.
  private mutating func result(
    ofCall number: Int, known: KnownFunction?, signature: Signature?, _ state: MachineState
  ) -> Value {
    switch known?.effect {
    case .returnsArgument(let parameter):
      return Place.arguments.indices.contains(parameter)
        ? state[Place.arguments[parameter]] : .unknown
    case .ignores, .stops, .allocatesThrough: return .unknown
    case .allocates, nil: break
    }
    if known == nil, let signature, !signature.givesWord { return .unknown }
    let block = Atom(kind: .block, index: UInt32(number), offset: 0)
    var atoms = [block]
    if let type = signature?.result, let pointee = layout.pointee(type),
      layout.isInformative(pointee)
    {
      atoms.append(Atom(kind: .typed, index: pointee, offset: 0))
    }
    return pool.value(ValueSet(atoms: atoms, isComplete: atoms.count == 1))
  }

  /// A callee may have put a block into whatever part of the frame it was given the address of.
  private mutating func noteOutParameters(
    ofCall number: Int, known: KnownFunction?, signature: Signature?, _ state: inout MachineState
  ) {
    for (parameter, register) in Place.arguments.enumerated() {
      guard let atom = pool.single(state[register]), atom.kind == .frame, atom.hasKnownOffset,
        mayBeOutParameter(parameter, known: known, signature: signature),
        let place = slots.place(SlotKey(region: atom.index, offset: atom.offset))
      else { continue }
      let block = Atom(kind: .outBlock, index: UInt32(number * 8 + parameter), offset: 0)
      let held = pool.value(ValueSet(atoms: [block], isComplete: false))
      let old = withoutStrangers(state[place], arriving: block, at: atom, place)
      state[place] = pool.join(old, held)
    }
  }

  /// What a slot still holds when a callee gets its address, without what came for other variables: those that are not
  /// in scope together may share a slot.
  private mutating func withoutStrangers(
    _ value: Value, arriving block: Atom, at address: Atom, _ place: Int
  ) -> Value {
    let now = address.index == 0 ? variables.onFrame(address.offset, at: currentAddress) : []
    let arrival = Arrival(place: place, variables: Set(now.map(\.variable)))
    arrivals[block.index] = arrival
    guard !arrival.variables.isEmpty else { return value }
    let arrivals = self.arrivals
    return pool.map(value) { atom in
      guard atom.kind == .outBlock, let earlier = arrivals[atom.index], earlier.place == place,
        !earlier.variables.isEmpty
      else { return atom }
      return earlier.variables.isDisjoint(with: arrival.variables) ? nil : atom
    }
  }

  /// Whether a parameter may be the address of a pointer that the callee fills in.
  mutating func mayBeOutParameter(
    _ parameter: Int, known: KnownFunction?, signature: Signature?
  ) -> Bool {
    if let known {
      if case .allocatesThrough(parameter, _) = known.effect { return true }
      return false
    }
    guard let signature else { return true }
    guard signature.parameters.indices.contains(parameter),
      let type = signature.parameters[parameter], let pointee = layout.pointee(type)
    else { return false }
    return layout.pointee(pointee) != nil || !layout.isInformative(pointee)
  }

  /// What the compiler says of the call, and what `allocator<T>::allocate` around it does.
  private mutating func noteDeclared(
    _ value: Value, _ callee: Callee, _ instruction: scry_instruction
  ) {
    let returnAddress = instruction.address &+ UInt64(instruction.length)
    if let type = facts.declaredTypes[returnAddress] {
      note(value, pointee: type, strength: .declared, reason: .attribute, name: [])
    }
    for function in facts.inlined {
      guard let allocated = function.allocated, let pointee = layout.pointee(allocated),
        function.ranges.contains(where: { $0.contains(instruction.address) })
      else { continue }
      note(value, pointee: pointee, strength: .strong, reason: .allocator, name: [])
    }
    if KnownFunction.isNew(callee) { noteCreated(value, instruction) }
  }

  /// A block that is made larger keeps its type: that of the pointer to the old one, which may be one of a union's.
  private mutating func noteResized(_ value: Value, from old: Value) {
    for atom in pool[old].atoms where atom.kind == .typed && atom.offset == 0 {
      note(value, pointee: atom.index, strength: .weak, reason: .argument, name: [])
    }
  }

  /// The object that one of the C++ library's functions for new objects makes: the innermost function around the call.
  private mutating func noteCreated(_ value: Value, _ instruction: scry_instruction) {
    let innermost = facts.inlined.last {
      $0.ranges.contains { $0.contains(instruction.address) }
    }
    let created = innermost == nil ? facts.signature.created : innermost?.created
    guard let created else { return }
    note(value, pointee: created, strength: .strong, reason: .allocator, name: [])
  }

  /// Notes the typed variables in which a call left a block.
  private mutating func observeSlots(
    ofCall number: Int, _ instruction: scry_instruction, _ state: MachineState
  ) {
    guard isCollecting else { return }
    let next = instruction.address &+ UInt64(instruction.length)
    for (index, key) in slots.keys.enumerated() where key.region == 0 {
      let value = state[Place.registerCount + index]
      let isNew = pool[value].atoms.contains {
        $0.kind == .outBlock && Int($0.index / 8) == number
      }
      guard isNew else { continue }
      for entry in variables.onFrame(key.offset, at: next) {
        observe(value, in: entry, at: key.offset - entry.start + entry.offset)
      }
    }
  }

  /// A jump within the function changes nothing; one out of it is a call whose result is the function's own.
  mutating func jump(_ instruction: scry_instruction, _ state: inout MachineState) -> Bool {
    let isIndirect = instruction.target == 0
    guard code.isTailCall(instruction) || (isIndirect && !code.isSwitch(instruction)) else {
      return true
    }
    let callee = callee(of: instruction, state)
    let known = context.knownFunction(callee)
    guard pool.single(state[Place.rsp])?.offset == -8 || known != nil else { return true }
    var after = state
    guard !context.isEndless(callee) else {
      return UInt32(instruction.operation) == SCRY_OP_BRANCH.rawValue
    }
    let number = record(instruction, callee: callee, isTailCall: true, state)
    after[Place.rax] = result(
      ofCall: number, known: known, signature: context.signature(callee), state)
    if isCollecting { noteReturn(instruction, after) }
    return UInt32(instruction.operation) == SCRY_OP_BRANCH.rawValue
  }
}
