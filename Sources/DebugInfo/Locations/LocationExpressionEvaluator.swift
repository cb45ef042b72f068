// Runs the operations of a DWARF expression on symbolic numbers (DWARF 5 §2.5 and §2.6).

import Primitives

/// The stack machine of one expression.
///
/// What depends on the process (loads, divisions of registers and so on) becomes `SymbolicNumber.other`, so that an
/// expression is never more than partly unknown.
struct LocationEvaluator {
  let expression: LocationExpression
  var cursor: ByteCursor
  var stack: [SymbolicNumber] = []
  /// The location that the operations since the last piece describe, when they said it outright.
  var described: ObjectLocation?
  /// The frame that gives registers and memory; nil for symbolic numbers.
  let context: (any LocationContext)?
  /// The type that a register's content was last taken for (`DW_OP_regval_type`); 0 for none.
  private var registerType: UInt64 = 0
  private var steps = 0
  private let depth: Int

  /// More operations than this (loops by `DW_OP_skip` and `DW_OP_bra`), more on the stack, deeper entry values: refused.
  static let stepLimit = 4096
  static let stackLimit = 256
  static let depthLimit = 4

  init(
    _ expression: LocationExpression, context: (any LocationContext)? = nil, depth: Int = 0
  ) {
    self.expression = expression
    self.context = context
    self.depth = depth
    cursor = ByteCursor(expression.bytes.bytes)
  }

  var unit: DwarfUnit? { expression.unit }

  /// In bytes.
  private var offsetSize: UInt64 { UInt64(unit?.encoding.offsetSize ?? 4) }

  mutating func number(initial: SymbolicNumber?) -> SymbolicNumber? {
    if let initial { stack.append(initial) }
    while !cursor.isAtEnd {
      guard operation(cursor.read()) else { return nil }
    }
    if case .register(let register) = described {
      return resolved(SymbolicNumber(.register(register)))
    }
    return stack.last
  }

  mutating func pieces() -> [LocationPiece]? {
    var pieces: [LocationPiece] = []
    var position: UInt64 = 0
    while !cursor.isAtEnd {
      let code = cursor.read(UInt8.self)
      guard code == 0x93 || code == 0x9d else {
        guard operation(code) else { return nil }
        continue
      }
      // DW_OP_piece in bytes, DW_OP_bit_piece in bits with an offset within the location.
      let size =
        code == 0x93 ? cursor.uleb().multipliedReportingOverflow(by: 8) : (cursor.uleb(), false)
      let skipped = code == 0x9d ? cursor.uleb() : 0
      guard !cursor.failed, !size.1, pieces.count < Self.stackLimit else { return nil }
      let location = skipped == 0 ? finished() : .none
      pieces.append(
        LocationPiece(bitOffset: position, bitSize: size.0, location: location))
      position = position &+ size.0
    }
    guard pieces.isEmpty else { return pieces }
    return [LocationPiece(bitOffset: 0, bitSize: nil, location: finished())]
  }

  /// Takes the location that was described since the last piece.
  private mutating func finished() -> ObjectLocation {
    defer {
      described = nil
      stack.removeAll()
    }
    if let described { return described }
    guard let top = stack.last else { return .none }
    return .memory(top)
  }

  // MARK: Operations

  private mutating func operation(_ code: UInt8) -> Bool {
    steps += 1
    guard steps <= Self.stepLimit, stack.count <= Self.stackLimit else { return false }
    switch code {
    case 0x30...0x4f: push(SymbolicNumber(.zero, Int64(code - 0x30)))
    case 0x50...0x6f: described = .register(UInt64(code - 0x50))
    case 0x70...0x8f: push(SymbolicNumber(.register(UInt64(code - 0x70)), cursor.sleb()))
    case 0x03, 0x08...0x11: push(constant(code))
    case 0x12...0x17: return rearrange(code)
    case 0x19...0x27: return arithmetic(code)
    case 0x28, 0x2f: return branch(code)
    case 0x29...0x2e: return compare(code)
    case 0x06, 0x94, 0x18, 0x95, 0xa6, 0xf6: return load(code)
    case 0x96: break  // DW_OP_nop
    default: return locationOperation(code)
    }
    return !cursor.failed
  }

  mutating func push(_ number: SymbolicNumber) { stack.append(resolved(number)) }

  mutating func pop() -> SymbolicNumber? { stack.popLast() }

  private mutating func constant(_ code: UInt8) -> SymbolicNumber {
    switch code {
    case 0x03: SymbolicNumber(.module, Int64(bitPattern: cursor.unsigned(size: 8)))
    case 0x08: SymbolicNumber(.zero, Int64(cursor.read(UInt8.self)))
    case 0x09: SymbolicNumber(.zero, Int64(cursor.read(Int8.self)))
    case 0x0a: SymbolicNumber(.zero, Int64(cursor.read(UInt16.self)))
    case 0x0b: SymbolicNumber(.zero, Int64(cursor.read(Int16.self)))
    case 0x0c: SymbolicNumber(.zero, Int64(cursor.read(UInt32.self)))
    case 0x0d: SymbolicNumber(.zero, Int64(cursor.read(Int32.self)))
    case 0x0e, 0x0f: SymbolicNumber(.zero, cursor.read(Int64.self))
    case 0x10: SymbolicNumber(.zero, Int64(bitPattern: cursor.uleb()))
    default: SymbolicNumber(.zero, cursor.sleb())
    }
  }

  /// DW_OP_dup, drop, over, pick, swap, rot.
  private mutating func rearrange(_ code: UInt8) -> Bool {
    let count = stack.count
    switch code {
    case 0x12:
      guard let top = stack.last else { return false }
      push(top)
    case 0x13: return pop() != nil
    case 0x14, 0x15:
      let depth = code == 0x14 ? 1 : Int(cursor.read(UInt8.self))
      guard depth < count else { return false }
      push(stack[count - 1 - depth])
    case 0x16:
      guard count >= 2 else { return false }
      stack.swapAt(count - 1, count - 2)
    default:
      guard count >= 3 else { return false }
      stack.insert(stack.removeLast(), at: count - 3)
    }
    return !cursor.failed
  }

  /// DW_OP_skip and DW_OP_bra; a condition that is not known ends the evaluation.
  private mutating func branch(_ code: UInt8) -> Bool {
    let distance = Int(cursor.read(Int16.self))
    if code == 0x28 {
      guard let condition = pop()?.constant else { return false }
      guard condition != 0 else { return !cursor.failed }
    }
    let target = cursor.position + distance
    guard !cursor.failed, target >= 0, target <= cursor.end else { return false }
    cursor.position = target
    return true
  }

  /// DW_OP_deref and its kin: without a process whatever they give is unknown.
  private mutating func load(_ code: UInt8) -> Bool {
    var size = 8
    if code == 0x94 || code == 0x95 || code == 0xa6 || code == 0xf6 {
      size = Int(cursor.read(UInt8.self))
    }
    let type = code == 0xa6 || code == 0xf6 ? cursor.uleb() : 0
    let isInSpace = code == 0x18 || code == 0x95
    guard let address = pop(), !isInSpace || pop() != nil else { return false }
    push(isInSpace ? .other : reinterpreted(loaded(at: address, size: size), asTypeAt: type))
    return !cursor.failed
  }

  // MARK: Locations and frames

  private mutating func locationOperation(_ code: UInt8) -> Bool {
    switch code {
    case 0x90: described = .register(cursor.uleb())  // DW_OP_regx
    case 0x91: push(SymbolicNumber(.frameBase, cursor.sleb()))
    case 0x92:  // DW_OP_bregx
      let register = cursor.uleb()
      push(SymbolicNumber(.register(register), cursor.sleb()))
    case 0x97: push(SymbolicNumber(.object))
    case 0x9c: push(SymbolicNumber(.frameAddress))
    case 0x9b, 0xe0:  // DW_OP_form_tls_address, DW_OP_GNU_push_tls_address
      guard let offset = pop() else { return false }
      push(offset.base == .zero ? SymbolicNumber(.threadLocal, offset.offset) : .other)
    case 0x9e: described = .bytes(cursor.bytes(cursor.uleb()))
    case 0x9f:  // DW_OP_stack_value
      guard let top = stack.last else { return false }
      described = .value(top)
    case 0xa0, 0xf2: described = implicitPointer()
    case 0xa3, 0xf3: return entryValue()
    case 0xa1, 0xa2, 0xfb, 0xfc: return indexed(code)
    case 0x98, 0x99, 0x9a: return call(code)
    default: return typed(code)
    }
    return !cursor.failed
  }

  private mutating func implicitPointer() -> ObjectLocation {
    let die = cursor.unsigned(size: Int(offsetSize))
    return .implicitPointer(die: die, offset: cursor.sleb())
  }

  /// DW_OP_addrx and DW_OP_constx, and their GNU forms.
  private mutating func indexed(_ code: UInt8) -> Bool {
    guard let address = unit?.indexedAddress(cursor.uleb()) else { return false }
    let isAddress = code == 0xa1 || code == 0xfb
    push(SymbolicNumber(isAddress ? .module : .zero, Int64(bitPattern: address.raw)))
    return !cursor.failed
  }

  /// DW_OP_entry_value: of a single register it has a name here; of anything else it is unknown.
  private mutating func entryValue() -> Bool {
    let inner = cursor.bytes(cursor.uleb())
    guard !cursor.failed, depth < Self.depthLimit else { return false }
    let expression =
      unit.map { LocationExpression(inner, unit: $0) } ?? LocationExpression(callFrameRule: inner)
    var evaluator = LocationEvaluator(expression, depth: depth + 1)
    guard let number = evaluator.number(initial: nil) else { return false }
    if case .register(let register) = number.base, number.offset == 0 {
      // With the type that the register was asked for as.
      let value = resolved(SymbolicNumber(.entryRegister(register)))
      push(
        evaluator.registerType == 0 ? value : reinterpreted(value, asTypeAt: evaluator.registerType)
      )
    } else {
      push(.other)
    }
    return true
  }

  /// DW_OP_call2, call4 and call_ref: other DIEs' expressions are not run; what they leave is unknown.
  private mutating func call(_ code: UInt8) -> Bool {
    cursor.skip(code == 0x98 ? 2 : code == 0x99 ? 4 : offsetSize)
    push(.other)
    return !cursor.failed
  }

  /// The typed operations of DWARF 5 §2.5.1.7, on whole numbers.
  private mutating func typed(_ code: UInt8) -> Bool {
    switch code {
    case 0xa4, 0xf4:  // DW_OP_const_type
      let type = cursor.uleb()
      let value = cursor.bytes(UInt64(cursor.read(UInt8.self)))
      let number = value.count <= 8 ? SymbolicNumber(.zero, littleEndian(value)) : .other
      push(reinterpreted(number, asTypeAt: type))
    case 0xa5, 0xf5:  // DW_OP_regval_type
      let register = cursor.uleb()
      let type = cursor.uleb()
      registerType = type
      push(reinterpreted(resolved(SymbolicNumber(.register(register))), asTypeAt: type))
    case 0xa7:  // DW_OP_xderef_type
      cursor.skip(1)
      _ = cursor.uleb()
      guard pop() != nil, pop() != nil else { return false }
      push(.other)
    case 0xa8, 0xf7, 0xa9, 0xf9:  // DW_OP_convert, DW_OP_reinterpret
      let type = cursor.uleb()
      guard let top = pop() else { return false }
      let isConversion = code == 0xa8 || code == 0xf7
      push(
        isConversion
          ? converted(top, toTypeAt: type) : reinterpreted(top, asTypeAt: type))
    case 0xf0: break  // DW_OP_GNU_uninit
    case 0xfd:  // DW_OP_GNU_variable_value
      push(SymbolicNumber(.variable(cursor.unsigned(size: Int(offsetSize)))))
    case 0xfa:  // DW_OP_GNU_parameter_ref
      push(SymbolicNumber(.entryParameter(cursor.unsigned(size: 4))))
    default: return false
    }
    return !cursor.failed
  }

  private func littleEndian(_ bytes: ByteString) -> Int64 {
    var number: UInt64 = 0
    for byte in bytes.reversed() { number = number << 8 | UInt64(byte) }
    return Int64(bitPattern: number)
  }
}
