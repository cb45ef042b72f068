// Runs a function's call frame instructions (DWARF 5 §6.4.2) and gives the rows that they make.

import Primitives

/// The interpreter of one function entry's program.
struct CallFrameProgram {
  private let entry: CallFrameInfo.Entry
  private let common: CallFrameCommonEntry
  private let section: CallFrameSection
  private var rules = Rules()
  private var initial = Rules()
  private var saved: [Rules] = []
  private var location: Address
  private var rows: [CallFrameRow] = []

  private struct Rules {
    var frameAddress = CallFrameAddress.register(CallFrameRow.rsp, offset: 8)
    var registers: [UInt64: CallFrameRule] = [:]
  }

  /// More rows than this of one function are not kept, deeper `remember_state` is refused.
  static let rowLimit = 100_000
  static let depthLimit = 256

  init(entry: CallFrameInfo.Entry, section: CallFrameSection) {
    self.entry = entry
    self.section = section
    common = section.commonEntries[entry.common]
    location = entry.range.start
  }

  /// The rows in ascending order; those before the damage when the program is damaged.
  mutating func run() -> [CallFrameRow] {
    guard execute(common.program) else { return [] }
    initial = rules
    if execute(entry.program) { endRow(at: entry.range.end) }
    return rows
  }

  private mutating func endRow(at next: Address) {
    guard next > location else { return }
    rows.append(
      CallFrameRow(
        range: AddressRange(location, min(next, entry.range.end)),
        frameAddress: rules.frameAddress, registers: rules.registers,
        returnAddressRegister: common.returnAddressRegister,
        isSignalFrame: common.isSignalFrame))
    location = next
  }

  private mutating func advance(_ delta: UInt64) {
    let (bytes, overflow) = delta.multipliedReportingOverflow(by: common.codeAlignment)
    endRow(at: overflow ? entry.range.end : location + bytes)
  }

  private mutating func execute(_ program: Range<Int>) -> Bool {
    var cursor = ByteCursor(section.store, from: program.lowerBound, to: program.upperBound)
    while !cursor.isAtEnd, rows.count < Self.rowLimit {
      let code = cursor.read(UInt8.self)
      let low = UInt64(code & 0x3f)
      switch code >> 6 {
      case 1: advance(low)
      case 2: rules.registers[low] = .offset(factored(cursor.uleb()))
      case 3: restore(low)
      default: guard extended(code, &cursor) else { return false }
      }
      if cursor.failed { return false }
    }
    return cursor.isAtEnd
  }

  private func factored(_ number: UInt64) -> Int64 {
    Int64(truncatingIfNeeded: number) &* common.dataAlignment
  }

  private func factored(_ number: Int64) -> Int64 { number &* common.dataAlignment }

  private mutating func restore(_ register: UInt64) {
    rules.registers[register] = initial.registers[register]
  }

  /// The instructions whose upper two bits are 0; false for one that is not known.
  private mutating func extended(_ code: UInt8, _ cursor: inout ByteCursor) -> Bool {
    switch code {
    case 0x00: break  // DW_CFA_nop
    case 0x01:  // DW_CFA_set_loc
      guard let address = section.pointer(&cursor, encoding: common.pointerEncoding) else {
        return false
      }
      endRow(at: Address(address))
    case 0x02: advance(UInt64(cursor.read(UInt8.self)))
    case 0x03: advance(UInt64(cursor.read(UInt16.self)))
    case 0x04: advance(UInt64(cursor.read(UInt32.self)))
    case 0x0a:  // DW_CFA_remember_state
      guard saved.count < Self.depthLimit else { return false }
      saved.append(rules)
    case 0x0b:  // DW_CFA_restore_state
      guard let last = saved.popLast() else { return false }
      rules = last
    case 0x0c...0x0f, 0x12, 0x13: return frameAddress(code, &cursor)
    case 0x2e: _ = cursor.uleb()  // DW_CFA_GNU_args_size
    case 0x2d: break  // DW_CFA_GNU_window_save
    default: return registerRule(code, &cursor)
    }
    return true
  }

  private mutating func frameAddress(_ code: UInt8, _ cursor: inout ByteCursor) -> Bool {
    switch code {
    case 0x0c:  // DW_CFA_def_cfa
      let register = cursor.uleb()
      rules.frameAddress = .register(
        register, offset: Int64(truncatingIfNeeded: cursor.uleb()))
    case 0x12:  // DW_CFA_def_cfa_sf
      let register = cursor.uleb()
      rules.frameAddress = .register(register, offset: factored(cursor.sleb()))
    case 0x0f: rules.frameAddress = .expression(cursor.bytes(cursor.uleb()))
    default:
      guard case .register(let register, let offset) = rules.frameAddress else { return false }
      switch code {
      case 0x0d: rules.frameAddress = .register(cursor.uleb(), offset: offset)
      case 0x0e:
        rules.frameAddress = .register(
          register, offset: Int64(truncatingIfNeeded: cursor.uleb()))
      default: rules.frameAddress = .register(register, offset: factored(cursor.sleb()))
      }
    }
    return true
  }

  private mutating func registerRule(_ code: UInt8, _ cursor: inout ByteCursor) -> Bool {
    let register = cursor.uleb()
    switch code {
    case 0x05: rules.registers[register] = .offset(factored(cursor.uleb()))
    case 0x06: restore(register)
    case 0x07: rules.registers[register] = .undefined
    case 0x08: rules.registers[register] = .same
    case 0x09: rules.registers[register] = .register(cursor.uleb())
    case 0x10:
      rules.registers[register] = .expression(cursor.bytes(cursor.uleb()), isValue: false)
    case 0x11: rules.registers[register] = .offset(factored(cursor.sleb()))
    case 0x14: rules.registers[register] = .valueOffset(factored(cursor.uleb()))
    case 0x15: rules.registers[register] = .valueOffset(factored(cursor.sleb()))
    case 0x16:
      rules.registers[register] = .expression(cursor.bytes(cursor.uleb()), isValue: true)
    case 0x2f:  // DW_CFA_GNU_negative_offset_extended
      rules.registers[register] = .offset(0 &- factored(cursor.uleb()))
    default: return false
    }
    return true
  }
}
