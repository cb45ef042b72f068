// The instructions of one function and the basic blocks that they form.

import CDecoder

/// The machine code of a module, as far as the interpretation reads it.
public protocol CodeImage: Sendable {
  /// Bytes of the module's image; nil when they are not all in one segment of the file.
  func bytes(at address: UInt64, count: Int) -> UnsafeRawBufferPointer?

  /// The 8 bytes at an address once the loader has relocated them to a load bias of 0; nil outside the image.
  func relocatedWord(at address: UInt64) -> UInt64?
}

/// A run of instructions that is entered only at its start and left only at its end.
public struct BasicBlock: Sendable {
  /// Instructions, as indices of the function's.
  public internal(set) var instructions: Range<Int>
  /// Blocks that may follow: of a conditional branch first the target's, then the next.
  public internal(set) var successors: [Int] = []
}

/// A decoded function. Addresses are the module's own.
public struct FunctionCode {
  /// The entry's range first, then the function's other parts.
  let ranges: [Range<UInt64>]
  public private(set) var instructions: [scry_instruction] = []
  public private(set) var blocks: [BasicBlock] = []
  /// By range, for each byte: the number of the instruction that starts there, -1 where none does.
  private var numbers: [[Int32]] = []
  private var tableTargets: [Int: [UInt64]] = [:]

  /// Functions with more instructions than this are skipped.
  static let instructionLimit = 400_000

  /// Decodes the ranges; nil when the function exceeds the limit or has no bytes.
  public init?(ranges: [Range<UInt64>], image: some CodeImage) {
    self.ranges = ranges
    for range in ranges {
      guard decode(range, image: image) else { return nil }
    }
    guard !instructions.isEmpty else { return nil }
    findJumpTables(image: image)
    formBlocks()
  }

  /// The index of the instruction that starts at an address.
  public func instruction(at address: UInt64) -> Int? {
    for (place, range) in ranges.enumerated() where range.contains(address) {
      let offset = address - range.lowerBound
      guard offset < UInt64(numbers[place].count) else { return nil }
      let number = numbers[place][Int(offset)]
      return number < 0 ? nil : Int(number)
    }
    return nil
  }

  public func contains(_ address: UInt64) -> Bool { ranges.contains { $0.contains(address) } }

  /// A jump, or branch, that leaves the function for another one's start.
  func isTailCall(_ instruction: scry_instruction) -> Bool {
    let operation = UInt32(instruction.operation)
    guard operation == SCRY_OP_JUMP.rawValue || operation == SCRY_OP_BRANCH.rawValue else {
      return false
    }
    return instruction.target != 0 && !contains(instruction.target)
  }

  /// Whether it calls, or jumps to, any other function.
  var hasCalls: Bool {
    instructions.contains {
      UInt32($0.operation) == SCRY_OP_CALL.rawValue || isTailCall($0)
        || UInt32($0.operation) == SCRY_OP_JUMP.rawValue && $0.target == 0
    }
  }

  /// An indirect jump whose targets within the function are known.
  public func isSwitch(_ instruction: scry_instruction) -> Bool {
    self.instruction(at: instruction.address).map { tableTargets[$0] != nil } ?? false
  }

  /// Whether code has a way out: a return, a jump to elsewhere or to where only the running program knows. True when it cannot be
  /// read.
  static func mayReturn(_ ranges: [Range<UInt64>], _ image: some CodeImage) -> Bool {
    guard ranges.contains(where: { !$0.isEmpty }) else { return true }
    return ranges.contains { range in
      scan(range, image) { instruction, isCode in isCode && !leaves(instruction, ranges) } != true
    }
  }

  private static func leaves(_ instruction: scry_instruction, _ ranges: [Range<UInt64>]) -> Bool {
    switch UInt32(instruction.operation) {
    case SCRY_OP_RETURN.rawValue: true
    case SCRY_OP_JUMP.rawValue, SCRY_OP_BRANCH.rawValue:
      !ranges.contains { $0.contains(instruction.target) }
    default: false
    }
  }

  private mutating func decode(_ range: Range<UInt64>, image: some CodeImage) -> Bool {
    var starts: [Int32] = []
    defer { numbers.append(starts) }
    let isWhole = Self.scan(range, image) { instruction, _ in
      guard instructions.count < Self.instructionLimit else { return false }
      starts.append(Int32(instructions.count))
      starts.append(contentsOf: repeatElement(-1, count: Int(instruction.length) - 1))
      instructions.append(instruction)
      return true
    }
    return isWhole ?? true
  }

  /// Decodes the instructions of a range in order, until `body` gives false: then false, nil when the image lacks the bytes. A byte
  /// that begins no instruction is given as one that stops, with false.
  private static func scan(
    _ range: Range<UInt64>, _ image: some CodeImage, _ body: (scry_instruction, Bool) -> Bool
  ) -> Bool? {
    guard let size = Int(exactly: range.upperBound - range.lowerBound),
      let bytes = image.bytes(at: range.lowerBound, count: size),
      let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return nil }
    var offset = 0
    while offset < size {
      var instruction = scry_instruction()
      let address = range.lowerBound &+ UInt64(offset)
      let isCode = scry_decode(start + offset, size - offset, address, &instruction) > 0
      if !isCode {
        instruction.address = address
        instruction.length = 1
        instruction.operation = UInt8(SCRY_OP_STOP.rawValue)
      }
      guard body(instruction, isCode) else { return false }
      offset += Int(instruction.length)
    }
    return true
  }

  private mutating func findJumpTables(image: some CodeImage) {
    for (index, instruction) in instructions.enumerated()
    where UInt32(instruction.operation) == SCRY_OP_JUMP.rawValue && instruction.target == 0 {
      let targets = JumpTable.targets(ofJump: index, in: self, image: image)
      if !targets.isEmpty { tableTargets[index] = targets }
    }
  }

  private mutating func formBlocks() {
    let starts = blockStarts()
    var blockOfInstruction = Array(repeating: -1, count: instructions.count)
    for (number, start) in starts.enumerated() {
      let end = number + 1 < starts.count ? starts[number + 1] : instructions.count
      blocks.append(BasicBlock(instructions: start..<end))
      blockOfInstruction[start] = number
    }
    for number in blocks.indices {
      let last = blocks[number].instructions.upperBound - 1
      blocks[number].successors = successors(of: last).map { blockOfInstruction[$0] }
        .filter { $0 >= 0 }
    }
  }

  private func blockStarts() -> [Int] {
    var isStart = Array(repeating: false, count: instructions.count)
    isStart[0] = true
    func mark(_ address: UInt64) {
      if let number = instruction(at: address) { isStart[number] = true }
    }
    for range in ranges { mark(range.lowerBound) }
    for (index, instruction) in instructions.enumerated() where endsBlock(instruction) {
      if index + 1 < instructions.count { isStart[index + 1] = true }
      mark(instruction.target)
      for target in tableTargets[index] ?? [] { mark(target) }
    }
    return isStart.indices.filter { isStart[$0] }
  }

  private func endsBlock(_ instruction: scry_instruction) -> Bool {
    switch UInt32(instruction.operation) {
    case SCRY_OP_JUMP.rawValue, SCRY_OP_BRANCH.rawValue, SCRY_OP_RETURN.rawValue,
      SCRY_OP_STOP.rawValue:
      return true
    default: return false
    }
  }

  /// The instructions that may follow one that ends a block.
  private func successors(of index: Int) -> [Int] {
    let instruction = instructions[index]
    switch UInt32(instruction.operation) {
    case SCRY_OP_RETURN.rawValue, SCRY_OP_STOP.rawValue: return []
    case SCRY_OP_JUMP.rawValue:
      if instruction.target != 0 {
        return self.instruction(at: instruction.target).map { [$0] } ?? []
      }
      return (tableTargets[index] ?? []).compactMap { self.instruction(at: $0) }
    case SCRY_OP_BRANCH.rawValue:
      return [self.instruction(at: instruction.target), following(index)].compactMap { $0 }
    default: return following(index).map { [$0] } ?? []
    }
  }

  /// The next instruction, if it follows without a gap.
  private func following(_ index: Int) -> Int? {
    let end = instructions[index].address &+ UInt64(instructions[index].length)
    guard index + 1 < instructions.count, instructions[index + 1].address == end else {
      return nil
    }
    return index + 1
  }
}
