// What the instruction was about to do that a signal stopped.

import CDecoder
import Primitives
import TargetMemory

/// The instruction at a thread's instruction pointer.
struct FaultingInstruction {
  let registers: ThreadRegisters
  let decoded: scry_instruction
  /// The instruction's bytes; of what is no instruction, those that the processor looked at.
  let bytes: [UInt8]
  private let accesses: [scry_access]

  /// No instruction of x86-64 is longer.
  private static let longest = 15

  /// nil when its bytes cannot be read.
  init?(of registers: ThreadRegisters, memory: any MemoryReader) {
    let place = registers.instructionPointer
    let toPageEnd = Int(4096 - place.raw % 4096)
    let bytes =
      (try? memory.bytes(at: place, count: Self.longest))
      ?? (try? memory.bytes(at: place, count: min(Self.longest, toPageEnd)))
    guard let bytes else { return nil }
    var decoded = scry_instruction()
    let length = scry_decode(bytes, bytes.count, place.raw, &decoded)
    var accesses = [scry_access](repeating: scry_access(), count: 4)
    let count = scry_decode_accesses(bytes, bytes.count, place.raw, &accesses, accesses.count)
    self.registers = registers
    self.decoded = decoded
    self.bytes = Array(bytes.prefix(length == 0 ? bytes.count : length))
    self.accesses = Array(accesses.prefix(count))
  }

  /// Whether the bytes are an instruction at all.
  var isInstruction: Bool { decoded.length > 0 }

  var operation: scry_operation { scry_operation(UInt32(decoded.operation)) }

  /// The access that failed, for the address that the signal came for; without one, the access to an address that x86-64 cannot
  /// have. nil when no operand of the instruction explains it.
  func access(at fault: Address?) -> (access: MemoryAccess, operand: scry_access)? {
    for operand in accesses {
      guard let address = address(of: operand), operand.reads != 0 || operand.writes != 0 else {
        continue
      }
      let range = AddressRange(address, size: UInt64(operand.size))
      guard fault.map(range.contains) ?? !address.isCanonical else { continue }
      let access = MemoryAccess(
        kind: operand.writes != 0 ? .write : .read, address: address, size: UInt64(operand.size))
      return (access, operand)
    }
    return nil
  }

  /// Where an operand of the instruction lies; nil when it depends on a register that is not known.
  private func address(of operand: scry_access) -> Address? {
    var sum = UInt64(bitPattern: operand.displacement)
    switch UInt32(operand.segment) {
    case UInt32(SCRY_SEGMENT_FS): sum &+= registers.fsBase
    case UInt32(SCRY_SEGMENT_GS): sum &+= registers.gsBase
    default: break
    }
    if operand.base != UInt8(SCRY_REGISTER_NONE) {
      guard let base = registers[UInt64(operand.base)] else { return nil }
      sum &+= base
    }
    if operand.index != UInt8(SCRY_REGISTER_NONE) {
      guard let index = registers[UInt64(operand.index)] else { return nil }
      sum &+= index &* UInt64(operand.scale)
    }
    return Address(sum)
  }

  /// What the first operand holds: a register's low bytes, or memory; nil when it cannot be read.
  func firstOperand(in memory: any MemoryReader) -> UInt64? {
    let operand = decoded.operand.0
    switch UInt32(operand.kind) {
    case SCRY_OPERAND_REGISTER.rawValue:
      guard let value = registers[UInt64(operand.reg)], operand.high_byte == 0 else { return nil }
      return operand.size >= 8 ? value : value & ((1 << (UInt64(operand.size) * 8)) - 1)
    case SCRY_OPERAND_MEMORY.rawValue:
      return firstOperandPlace.flatMap { memory.number(at: $0, size: Int(operand.size)) }
    default: return nil
    }
  }

  /// Where the first operand lies, when it is memory.
  var firstOperandPlace: Address? {
    guard UInt32(decoded.operand.0.kind) == SCRY_OPERAND_MEMORY.rawValue,
      let access = accesses.first(where: { $0.reads != 0 })
    else { return nil }
    return address(of: access)
  }
}
