// The targets of an indirect jump through a table, as compilers make them of a switch statement.

import CDecoder

/// Finds jump tables by the shapes that gcc and clang emit.
///
/// Either `jmp [table + index * 8]` or a load of a 32-bit offset (a 64-bit address for computed gotos) from
/// `[table + index * 4]`, an addition of the table's address, and `jmp reg`. The table's address comes from a
/// rip-relative `lea`. An entry that leads out of the function ends the table.
enum JumpTable {
  /// More entries than this are not read.
  static let entryLimit = 2048
  /// How many instructions before the jump the load and the bound are looked for.
  static let window = 24

  /// The distinct targets in the order of the table; empty when the jump is not understood.
  static func targets(
    ofJump index: Int, in code: FunctionCode, image: some CodeImage
  ) -> [UInt64] {
    let jump = code.instructions[index]
    let bound = entryBound(before: index, in: code)
    if jump.operand.0.kind == UInt8(SCRY_OPERAND_MEMORY.rawValue) {
      return absoluteTargets(jump.operand.0, before: index, bound: bound, code, image)
    }
    guard let load = tableLoad(before: index, in: code) else { return [] }
    let operand = code.instructions[load].operand.1
    if operand.size == 8 {
      return absoluteTargets(operand, before: load, bound: bound, code, image)
    }
    for register in [operand.base, operand.index] where register != UInt8(SCRY_REGISTER_NONE) {
      guard let table = address(in: register, before: load, code) else { continue }
      let found = relativeTargets(table: table, bound: bound, code, image)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The last load with an index before the jump.
  private static func tableLoad(before index: Int, in code: FunctionCode) -> Int? {
    for candidate in stride(from: index - 1, through: max(0, index - window), by: -1) {
      let instruction = code.instructions[candidate]
      let operation = UInt32(instruction.operation)
      let source = instruction.operand.1
      if operation == SCRY_OP_MOVE.rawValue || operation == SCRY_OP_EXTEND.rawValue,
        source.kind == UInt8(SCRY_OPERAND_MEMORY.rawValue),
        source.index != UInt8(SCRY_REGISTER_NONE), source.size == 4 || source.size == 8
      {
        return candidate
      }
      if operation == SCRY_OP_CALL.rawValue { return nil }
    }
    return nil
  }

  /// The entries that the comparison before the jump allows; the limit when none is found.
  private static func entryBound(before index: Int, in code: FunctionCode) -> Int {
    for candidate in stride(from: index - 1, through: max(0, index - window), by: -1) {
      let instruction = code.instructions[candidate]
      guard UInt32(instruction.operation) == SCRY_OP_COMPARE.rawValue,
        instruction.operand.1.kind == UInt8(SCRY_OPERAND_IMMEDIATE.rawValue)
      else { continue }
      let value = instruction.operand.1.value
      return value >= 0 && value < entryLimit ? Int(value) + 1 : entryLimit
    }
    return entryLimit
  }

  /// The module address that a `lea` last put into a register, in the order of addresses.
  private static func address(
    in register: UInt8, before index: Int, _ code: FunctionCode
  ) -> UInt64? {
    for candidate in stride(from: index - 1, through: max(0, index - 4096), by: -1) {
      let instruction = code.instructions[candidate]
      guard UInt32(instruction.operation) == SCRY_OP_LEA.rawValue,
        instruction.operand.0.reg == register,
        instruction.operand.1.base == UInt8(SCRY_REGISTER_NONE),
        instruction.operand.1.index == UInt8(SCRY_REGISTER_NONE)
      else { continue }
      return UInt64(bitPattern: instruction.operand.1.value)
    }
    return nil
  }

  private static func relativeTargets(
    table: UInt64, bound: Int, _ code: FunctionCode, _ image: some CodeImage
  ) -> [UInt64] {
    collect(bound: bound, code) { entry in
      image.bytes(at: table &+ UInt64(entry) &* 4, count: 4).map {
        let offset = Int64($0.loadUnaligned(as: Int32.self))
        return table &+ UInt64(bitPattern: offset)
      }
    }
  }

  private static func absoluteTargets(
    _ operand: scry_operand, before index: Int, bound: Int, _ code: FunctionCode,
    _ image: some CodeImage
  ) -> [UInt64] {
    var tables = [UInt64(bitPattern: operand.value)]
    for register in [operand.base, operand.index] where register != UInt8(SCRY_REGISTER_NONE) {
      if let start = address(in: register, before: index, code) {
        tables.append(start &+ UInt64(bitPattern: operand.value))
      }
    }
    for table in tables {
      let found = collect(bound: bound, code) {
        image.relocatedWord(at: table &+ UInt64($0) &* 8)
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func collect(
    bound: Int, _ code: FunctionCode, entry: (Int) -> UInt64?
  ) -> [UInt64] {
    var targets: [UInt64] = []
    var seen: Set<UInt64> = []
    for number in 0..<bound {
      guard let target = entry(number), code.contains(target),
        code.instruction(at: target) != nil
      else { break }
      if seen.insert(target).inserted { targets.append(target) }
    }
    return targets
  }
}
