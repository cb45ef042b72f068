// The signs of a block's type: variables, fields, globals, results and arguments that hold it.

import AgentLayout
import CDecoder
import TypeModel

extension Interpreter {
  /// Variables that come into being before an instruction, in registers.
  mutating func beginVariables(at address: UInt64, _ state: inout MachineState) {
    holdVariables(variables.starts[address] ?? [], at: address, &state)
  }

  /// Registers that hold variables: a sign for the blocks in them, and a type for what else is in them.
  mutating func holdVariables(
    _ entries: [VariableIndex.Entry], at address: UInt64, _ state: inout MachineState
  ) {
    for entry in entries {
      if isCollecting {
        observe(moved(state[entry.place], by: entry.delta), in: entry, at: entry.offset)
      }
      state[entry.place] = typed(state[entry.place], by: entry, at: entry.offset)
    }
  }

  /// What a slot holds, with the types of the variables that are there.
  mutating func typedByFrame(_ value: Value, _ offset: Int64) -> Value {
    var result = value
    for entry in variables.onFrame(offset, at: currentAddress) {
      result = typed(result, by: entry, at: offset - entry.start + entry.offset)
    }
    return result
  }

  /// Adds the pointer type that a variable has at an offset to what its place may hold.
  private mutating func typed(
    _ value: Value, by entry: VariableIndex.Entry, at offset: Int64
  ) -> Value {
    // What is certainly a frame or static address has the better type from what stands there.
    if let atom = pool.single(value), atom.kind == .frame || atom.kind == .constant { return value }
    let pointee =
      offset == entry.offset ? entry.pointee : layout.typedPointee(in: entry.type, at: offset)
    guard let pointee else { return value }
    return pool.adding(Atom(kind: .typed, index: pointee, offset: 0 &- entry.delta), to: value)
  }

  /// A variable holds the value.
  mutating func observe(
    _ value: Value, in entry: VariableIndex.Entry, at offset: Int64
  ) {
    guard pool.holdsBlock(value) else { return }
    let variable = facts.variables[entry.variable]
    for field in layout.pointers(in: variable.type, at: offset) {
      if layout.isOfBytes(field.pointee) { noteTail(value) }
      if !field.isInUnion { noteFollower(value, pointee: field.pointee, isKept: false) }
      let reason: EvidenceReason =
        variable.isConstructorThis ? .constructor : field.isInUnion ? .union : .variable
      let name =
        field.name.isEmpty
        ? variable.name : variable.name + [UInt8(ascii: ".")] + lastPart(field.name)
      note(
        value, pointee: field.pointee, strength: field.isInUnion ? .weak : .strong,
        reason: reason, name: name, inlined: variable.inlined ?? -1)
    }
  }

  /// The member's own name of `owner.member`.
  private func lastPart(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return name }
    return Array(name[(dot + 1)...])
  }

  /// Adds a sign for every block that a value may be. `inlined`: nil for the innermost here, -1 for none.
  mutating func note(
    _ value: Value, pointee: UInt32, strength: EvidenceStrength, reason: EvidenceReason,
    name: [UInt8], inlined: Int? = nil
  ) {
    guard layout.isInformative(pointee) else { return }
    for atom in pool[value].atoms where atom.hasKnownOffset {
      guard let subject = Subject(atom) else { continue }
      summary.observations.insert(
        Observation(
          subject: subject, offset: atom.offset, type: pointee, strength: strength,
          reason: reason, name: name, address: currentAddress, position: position, inlined: inlined)
      )
    }
  }

  /// A store of what may be a block.
  mutating func noteStore(
    _ value: Value, to location: Location, _ instruction: scry_instruction, _ state: MachineState
  ) {
    guard pool.holdsBlock(value) else { return }
    let address = instruction.address
    for atom in pool[location.start].atoms {
      noteStoredBlocks(value, atom, stride: location.stride, address)
    }
    for atom in pool[location.value].atoms {
      switch atom.kind {
      case .typed:
        noteField(value, in: atom.index, at: atom.offset, fallback: .field, name: [])
      case .block, .outBlock:
        if !location.isStrided { noteStoredBlocks(value, atom, stride: 0, address) }
      case _ where !atom.hasKnownOffset: break
      case .constant: noteGlobal(value, atom)
      case .frame where atom.index == 0:
        let next = address &+ UInt64(instruction.length)
        for entry in variables.onFrame(atom.offset, at: next) {
          observe(value, in: entry, at: atom.offset - entry.start + entry.offset)
        }
        observeEarly(value, atom.offset, before: next)
      case .argument where !location.isStrided:
        noteDepartures(value, parameter: Int(atom.index), at: atom.offset)
      default: break
      }
    }
  }

  /// gcc lets a variable that a call defines be in its slot from the call's return on, though the store comes later, and
  /// may end that at the next call, right after the store.
  private mutating func observeEarly(_ value: Value, _ offset: Int64, before next: UInt64) {
    let early = variables.onFrame(offset, at: currentAddress).filter { !$0.range.contains(next) }
    for entry in early {
      let own = pool.map(value) { atom in
        guard let subject = Subject(atom), subject.parameter == nil,
          summary.calls[subject.call].returnAddress == entry.range.lowerBound
        else { return nil }
        return atom
      }
      observe(own, in: entry, at: offset - entry.start + entry.offset)
    }
  }

  private mutating func noteField(
    _ value: Value, in type: UInt32, at offset: Int64, fallback: EvidenceReason, name: [UInt8]
  ) {
    let isGuess = layout.mayBeLaterElement(of: type, at: offset)
    for field in layout.pointers(in: type, at: isGuess ? 0 : offset) {
      if layout.isOfBytes(field.pointee) { noteTail(value) }
      if !field.isInUnion { noteFollower(value, pointee: field.pointee, isKept: true) }
      note(
        value, pointee: field.pointee, strength: field.isInUnion || isGuess ? .weak : .strong,
        reason: field.isInUnion ? .union : fallback, name: field.name.isEmpty ? name : field.name)
    }
  }

  private mutating func noteGlobal(_ value: Value, _ atom: Atom) {
    guard let target = UInt64(exactly: atom.offset), let object = context.staticObject(at: target)
    else { return }
    noteField(
      value, in: object.record.type, at: object.offset, fallback: .global,
      name: Array(context.types.string(object.record.name)))
  }

  private mutating func noteDepartures(_ value: Value, parameter: Int, at offset: Int64) {
    guard offset == 0,
      mayBeOutParameter(parameter, known: nil, signature: facts.signature)
    else { return }
    for atom in pool[value].atoms where atom.hasKnownOffset {
      guard let subject = Subject(atom) else { continue }
      summary.departures.insert(
        Departure(subject: subject, offset: atom.offset, parameter: parameter))
    }
  }

  private mutating func noteStoredBlocks(
    _ value: Value, _ container: Atom, stride: Int64, _ address: UInt64
  ) {
    guard let holder = Subject(container) else { return }
    for atom in pool[value].atoms where atom.hasKnownOffset {
      guard let subject = Subject(atom) else { continue }
      summary.storedBlocks.insert(
        StoredBlock(
          container: holder, containerOffset: container.offset, subject: subject,
          offset: atom.offset, stride: stride, address: address, position: position))
    }
  }

  /// The function gives back what is in rax.
  mutating func noteReturn(_ instruction: scry_instruction, _ state: MachineState) {
    guard facts.signature.givesWord else { return }
    let value = state[Place.rax]
    noteTail(value)
    for atom in pool[value].atoms where atom.hasKnownOffset {
      if let subject = Subject(atom) {
        summary.departures.insert(Departure(subject: subject, offset: atom.offset))
      } else if atom.kind == .argument {
        summary.returnedArguments[Int(atom.index)] = atom.offset
      }
    }
    guard let type = facts.signature.result, let pointee = layout.pointee(type) else { return }
    if !layout.isOfBytes(pointee) {
      summary.returnedInside.formUnion(
        pool[value].atoms.lazy.filter { $0.kind == .inside }.map { Int($0.index) })
    }
    note(
      value, pointee: pointee, strength: .strong,
      reason: facts.signature.isAllocatorTemplate ? .allocator : .returned,
      name: facts.signature.name, inlined: -1)
  }

  /// Blocks in a call's arguments: passed on, and typed weakly by the parameters, strongly by a constructor's `this`.
  mutating func noteArguments(ofCall call: Int, callee: Callee, _ state: MachineState) {
    let signature = context.signature(callee)
    for (parameter, register) in Place.arguments.enumerated() {
      let value = state[register]
      if let atom = pool.single(value) {
        if atom.isNumber { summary.calls[call].numbers[parameter] = atom }
        if atom.kind == .argument { summary.calls[call].handedOn[parameter] = atom }
      }
      for atom in pool[value].atoms where atom.hasKnownOffset {
        guard let subject = Subject(atom) else { continue }
        let passed = PassedBlock(parameter: parameter, subject: subject, offset: atom.offset)
        if !summary.calls[call].arguments.contains(passed) {
          summary.calls[call].arguments.append(passed)
        }
      }
      if let signature { noteArgument(value, parameter, signature) }
    }
  }

  private mutating func noteArgument(_ value: Value, _ parameter: Int, _ signature: Signature) {
    guard signature.parameters.indices.contains(parameter),
      let type = signature.parameters[parameter], let pointee = layout.pointee(type),
      !Self.frees(signature.name)
    else { return }
    let isConstructor = signature.isConstructor && parameter == 0
    note(
      value, pointee: pointee, strength: isConstructor ? .strong : .weak,
      reason: isConstructor ? .constructor : .argument, name: signature.name)
  }

  /// Functions that end a block's life say little of what it was: they often take a base type.
  static func frees(_ name: [UInt8]) -> Bool {
    let word = Array("free".utf8)
    guard name.count >= word.count else { return false }
    return (0...(name.count - word.count)).contains { start in
      name[start..<(start + word.count)].elementsEqual(word)
    }
  }
}
