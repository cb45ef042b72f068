// The value of an argument or a field, by its form.

extension CallPrinter {
  /// Prints a register, or a field widened to one, as its form says.
  mutating func print(_ value: UInt64, as form: ArgumentForm) {
    switch form.kind {
    case .int: sink.number(signed(value, 32), .signed)
    case .unsigned: sink.number(value & 0xFFFF_FFFF, .unsigned)
    case .long: sink.number(value, .signed)
    case .size: sink.number(value, .unsigned)
    case .hexadecimal: sink.number(value, .hexadecimal)
    case .hexadecimal32: sink.number(value & 0xFFFF_FFFF, .hexadecimal)
    case .mode: sink.number(value & 0xFFFF, .mode)
    case .user: printUser(value)
    case .descriptor: printDescriptor(value)
    case .directory: printDirectory(value)
    case .nothing: break
    case .pointer, .path, .string, .data, .structure, .array: printPointer(value, as: form)
    case .enumeration, .flags, .union: sink.number(value, .hexadecimal)
    }
  }

  /// The low `bits` of a register as a signed number.
  func signed(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    UInt64(bitPattern: Int64(bitPattern: value << (64 - bits)) >> Int64(64 - bits))
  }

  /// A user or group: -1 means nobody in particular.
  private mutating func printUser(_ value: UInt64) {
    let user = UInt32(truncatingIfNeeded: value)
    sink.number(user == .max ? .max : UInt64(user), user == .max ? .signed : .unsigned)
  }

  private mutating func printPointer(_ value: UInt64, as form: ArgumentForm) {
    if value == 0 { return sink.null() }
    switch form.kind {
    case .path: printText(at: value, limit: 4095)
    case .string: printText(at: value, limit: options.stringLimit)
    case .data: printData(at: value, form: form)
    default: sink.address(value)
    }
  }
}
