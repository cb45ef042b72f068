// The table of calls, read from the text that is built into the program.

import SystemCallData

/// All system calls of x86-64, and how the names and sets of `-e` choose among them.
public final class SystemCallTable: Sendable {
  /// The one table of the program.
  public static let shared = SystemCallTable()

  /// By number; nil where there is no call.
  private let calls: [SystemCall?]
  private let numbers: [Name: UInt64]

  private init() {
    var calls = [SystemCall?](repeating: nil, count: 512)
    var numbers: [Name: UInt64] = [:]
    for line in Name(scry_system_calls_table()).lines {
      guard let call = SystemCall(parsing: line), call.number < 512 else { continue }
      calls[Int(call.number)] = call
      numbers[call.nameBytes] = call.number
    }
    self.calls = calls
    self.numbers = numbers
  }

  /// Six registers: what a call has that nobody knows.
  static let unknownParameters: [SystemCallParameter] =
    [Name("arg1"), Name("arg2"), Name("arg3"), Name("arg4"), Name("arg5"), Name("arg6")]
    .enumerated().map { register, name in
      SystemCallParameter(
        nameBytes: name, typeBytes: Name("unsigned long"), label: Name(""),
        form: ArgumentForm(.hexadecimal), isDescribed: false, register: register, isWord: false)
    }

  /// nil for a number that no call has.
  public subscript(number: UInt64) -> SystemCall? {
    number < 512 ? calls[Int(number)] : nil
  }

  /// The call of this name; nil when there is none.
  public subscript(name: String) -> SystemCall? {
    var name = name
    return name.withUTF8 { self[bytes: Name(UnsafeRawBufferPointer($0))] }
  }

  subscript(bytes name: Name) -> SystemCall? { numbers[name].flatMap { self[$0] } }

  /// Every call, in the order of the numbers.
  public var all: some Sequence<SystemCall> { calls.lazy.compactMap(\.self) }

  /// The calls of a set like `file` (without the `%`; `%stat` for `%%stat`); nil when there is no such set.
  public func set(named name: String) -> SystemCallSet? {
    let name = name == "net" ? "network" : name
    var result = SystemCallSet.none
    for call in all where call.sets.contains(name) { result.insert(call.number) }
    return result == .none ? nil : result
  }
}
