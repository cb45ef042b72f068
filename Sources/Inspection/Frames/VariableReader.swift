// Finds a frame's parameters and variables by the location descriptions of its debug information.

import DebugInfo
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// The variables of one frame.
struct VariableReader {
  let context: FrameContext

  /// Bytes of a value that is put together from pieces.
  private static let valueLimit: UInt64 = 1 << 16

  /// The parameters in their order, then the variables, those of the innermost block first.
  func variables() -> [FrameVariable] {
    let function = context.scopes.function
    let all = context.scopes.scopes.map { index in
      (function.scopes[index].variables + function.missingVariables(inScope: index))
        .filter { !$0.isDeclaration }
    }
    let parameters = all.last?.filter(\.isParameter) ?? []
    let locals = all.flatMap { $0.filter { !$0.isParameter } }
    return (parameters + locals).map { variable in
      context.evaluation.begin()
      return read(variable)
    }
  }

  private func read(_ variable: FunctionVariable) -> FrameVariable {
    var type = variable.type.flatMap { die in
      context.module.metadata?.variableType(die).map { ExpressionType.declared($0) }
    }
    if let declared = type, let die = variable.type {
      type = sized(declared, die)
      if type == nil {
        let (state, _) = locate(variable, declared, nil)
        return found(variable, declared, state.isOptimizedOut ? state : .unknownLength, nil)
      }
    }
    let size = type?.size ?? variable.type.flatMap { Self.size(of: $0) }
    let (state, register) = locate(variable, type ?? .void, size)
    return found(variable, type, state, register)
  }

  private func found(
    _ variable: FunctionVariable, _ type: ExpressionType?, _ state: FrameVariable.State,
    _ register: UInt64?
  ) -> FrameVariable {
    FrameVariable(
      name: Array(variable.name), isParameter: variable.isParameter, type: type, state: state,
      register: register)
  }

  /// Bytes of a type, from its DIE alone.
  static func size(of die: Die) -> UInt64? {
    var die = die
    for _ in 0..<32 {
      if let size = die.unsigned(.byteSize) { return size }
      if die.tag == .pointerType { return 8 }
      guard let next = die.inheritedReference(.type) else { return nil }
      die = next
    }
    return nil
  }

  private func locate(
    _ variable: FunctionVariable, _ type: ExpressionType, _ size: UInt64?
  ) -> (FrameVariable.State, UInt64?) {
    let unit = variable.die.unit
    if let location = variable.location {
      guard let expression = context.expression(location, of: unit) else {
        return (.optimizedOut, nil)
      }
      if expression.bytes.isEmpty { return (.optimizedOut, nil) }
      return state(expression.pieces(in: context), type, size)
    }
    if let constant = variable.constant, let size,
      let bytes = Self.bytes(of: constant, unit, size: size)
    {
      return (.known(ExpressionValue(type: type, place: .bytes(bytes))), nil)
    }
    return (.optimizedOut, nil)
  }

  private func state(
    _ pieces: [LocationPiece], _ type: ExpressionType, _ size: UInt64?
  ) -> (FrameVariable.State, UInt64?) {
    guard let first = pieces.first else { return (.unknownPlace, nil) }
    if pieces.count == 1, first.bitSize == nil { return whole(first.location, type, size) }
    if let address = adjoining(pieces), let size, Self.byteCount(pieces) == size {
      return (.known(ExpressionValue(type: type, place: .memory(address))), nil)
    }
    return (assembled(pieces, type, size), nil)
  }

  /// Where the value begins whose pieces all lie in memory, one behind the other.
  private func adjoining(_ pieces: [LocationPiece]) -> Address? {
    var start: Int64?
    for piece in pieces {
      guard case .memory(let place) = piece.location, let address = place.constant,
        piece.bitOffset % 8 == 0
      else { return nil }
      let first = address &- Int64(bitPattern: piece.bitOffset / 8)
      guard start == nil || start == first else { return nil }
      start = first
    }
    return start.map { Address(UInt64(bitPattern: $0)) }
  }

  private static func byteCount(_ pieces: [LocationPiece]) -> UInt64? {
    guard let last = pieces.last, let size = last.bitSize else { return nil }
    return (last.bitOffset &+ size) / 8
  }

  private func whole(
    _ location: ObjectLocation, _ type: ExpressionType, _ size: UInt64?
  ) -> (FrameVariable.State, UInt64?) {
    if case .memory(let place) = location {
      guard let address = place.constant.map({ Address(UInt64(bitPattern: $0)) }) else {
        return (unknown, nil)
      }
      return (.known(ExpressionValue(type: type, place: .memory(address))), nil)
    }
    var register: UInt64?
    if case .register(let number) = location { register = number }
    switch content(location) {
    case .failure(let state): return (state, register)
    case .success(let bytes):
      let size = Int(clamping: min(size ?? UInt64(bytes.count), Self.valueLimit))
      // A value on DWARF's stack is a number of the address's size, a larger variable's upper part 0.
      let padded = bytes + [UInt8](repeating: 0, count: max(0, size - bytes.count))
      guard size <= bytes.count || register == nil else {
        return (
          .partlyKnown(PartialValue(type: type, bytes: padded, gaps: [bytes.count..<size])),
          register
        )
      }
      let value = ExpressionValue(type: type, place: .bytes(Array(padded[..<size])))
      return (.known(value), register)
    }
  }

  /// Why a place or value cannot be told, by what the expression asked for. What only the caller could have said is as good as
  /// optimized out.
  private var unknown: FrameVariable.State {
    switch context.evaluation.missing {
    case .register(let number): .lostRegister(number)
    case .entryRegister, .entryParameter: .optimizedOut
    case .frameBase, .frameAddress: .lostFrame
    default: .unknownPlace
    }
  }

  private enum Content {
    case success([UInt8])
    case failure(FrameVariable.State)
  }

  /// The bytes of a location that is not in memory.
  private func content(_ location: ObjectLocation) -> Content {
    switch location {
    case .register(let number):
      return context.frame.physical.registers.bytes(of: number).map { .success($0) }
        ?? .failure(.lostRegister(number))
    case .value(let number):
      guard let value = number.bits else { return .failure(unknown) }
      return .success(withUnsafeBytes(of: value.littleEndian) { Array($0) })
    case .bytes(let bytes): return .success(Array(bytes))
    case .implicitPointer(let die, 0): return .failure(implicitPointer(to: die))
    case .implicitPointer, .none: return .failure(.optimizedOut)
    case .memory: return .failure(.unknownPlace)
    }
  }

  /// What a pointer that was optimised away points to (DWARF 5 §2.6.1.1.4).
  private func implicitPointer(to offset: UInt64) -> FrameVariable.State {
    let file = context.scopes.function.die.unit.file
    guard context.evaluation.takeOne(),
      let target = file.die(atInfoOffset: offset).flatMap(FunctionVariable.init)
    else { return .optimizedOut }
    return .implicitPointer(to: read(target))
  }

  /// Puts a value together whose parts are in several places (DWARF 5 §2.6.1.2).
  private func assembled(
    _ pieces: [LocationPiece], _ type: ExpressionType, _ size: UInt64?
  ) -> FrameVariable.State {
    var bytes: [UInt8] = []
    var gaps: [Range<Int>] = []
    var reason = FrameVariable.State.optimizedOut
    for piece in pieces {
      guard let bits = piece.bitSize, bits % 8 == 0, bits / 8 <= Self.valueLimit,
        UInt64(bytes.count) + bits / 8 <= Self.valueLimit
      else { return .unknownPlace }
      let count = Int(bits / 8)
      switch self.bytes(of: piece.location, count: count) {
      case .success(let part): bytes += part
      case .failure(let state):
        gaps.append(bytes.count..<(bytes.count + count))
        bytes += [UInt8](repeating: 0, count: count)
        reason = state
      }
    }
    if gaps.count == pieces.count { return reason }
    let size = Int(clamping: min(size ?? 0, Self.valueLimit))
    if size > bytes.count {
      gaps.append(bytes.count..<size)
      bytes += [UInt8](repeating: 0, count: size - bytes.count)
    }
    if gaps.isEmpty { return .known(ExpressionValue(type: type, place: .bytes(bytes))) }
    return .partlyKnown(PartialValue(type: type, bytes: bytes, gaps: gaps))
  }

  private func bytes(of location: ObjectLocation, count: Int) -> Content {
    if case .memory(let place) = location {
      guard let address = place.constant,
        let bytes = try? context.stacks.memory.bytes(
          at: Address(UInt64(bitPattern: address)), count: count)
      else { return .failure(unknown) }
      return .success(bytes)
    }
    guard case .success(let bytes) = content(location) else { return content(location) }
    guard bytes.count < count else { return .success(Array(bytes[..<count])) }
    return .success(bytes + [UInt8](repeating: 0, count: count - bytes.count))
  }

  /// The bytes of a `DW_AT_const_value`.
  private static func bytes(
    of constant: AttributeValue, _ unit: DwarfUnit, size: UInt64
  ) -> [UInt8]? {
    guard size > 0, size <= valueLimit else { return nil }
    if let block = unit.bytes(at: constant) { return Array(block) }
    if let text = unit.string(constant) { return Array(text) + [0] }
    guard let number = constant.signed ?? constant.unsigned.map({ Int64(bitPattern: $0) }),
      size <= 16
    else { return nil }
    let wide = Int128(number)
    return withUnsafeBytes(of: wide.littleEndian) { Array($0.prefix(Int(size))) }
  }
}
