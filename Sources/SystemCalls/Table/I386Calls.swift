// The calls that `int 0x80` makes: i386's numbers and names, with only such arguments decoded as are alike on both.

import SystemCallData

/// i386's table. Structs, and arguments of 64 bits in two registers, differ from x86-64's: those print as numbers.
final class I386Calls: Sendable {
  static let shared = I386Calls()

  private let calls: [UInt64: SystemCall]

  private init() {
    var calls: [UInt64: SystemCall] = [:]
    for line in Name(scry_i386_calls_table()).lines {
      let (number, name) = line.cut(at: UInt8(ascii: " "))
      guard let number = number.unsigned, let name else { continue }
      calls[number] = Self.call(number, name: name)
    }
    self.calls = calls
  }

  /// nil for a number that no call has.
  subscript(number: UInt64) -> SystemCall? { calls[number] }

  /// By rising number.
  var all: [SystemCall] { calls.values.sorted { $0.number < $1.number } }

  /// Old calls that take a struct, or the same registers in another order.
  private static let others: Set<Name> = [
    Name("mmap"), Name("select"), Name("clone"), Name("sigreturn"), Name("rt_sigreturn"),
  ]

  private static func call(_ number: UInt64, name: Name) -> SystemCall {
    guard let twin = SystemCallTable.shared[bytes: name], !others.contains(name) else {
      return SystemCall(
        number: number, name: name, parameters: SystemCallTable.unknownParameters, sets: [])
    }
    var isAlike = true
    let parameters = twin.parameters.map { parameter in
      var parameter = parameter
      // A long of x86-64 may be two registers here, and what stands behind it is elsewhere.
      if parameter.form.kind == .long { isAlike = false }
      if !isAlike || !parameter.form.isAlikeOnI386 { parameter.form = ArgumentForm(.hexadecimal) }
      return parameter
    }
    return SystemCall(number: number, name: name, parameters: parameters, sets: twin.setNames)
  }
}

extension ArgumentForm {
  /// Whether a register of 32 bits means the same as one of 64.
  fileprivate var isAlikeOnI386: Bool {
    guard shape == .value else { return false }
    switch kind {
    case .int, .unsigned, .size, .hexadecimal, .hexadecimal32, .pointer, .mode, .user, .signal,
      .descriptor, .directory, .path, .string, .data, .enumeration, .flags, .openMode, .nodeMode,
      .nothing:
      return true
    default: return false
    }
  }
}
