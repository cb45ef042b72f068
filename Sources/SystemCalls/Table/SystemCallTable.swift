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
    [Name("arg1"), Name("arg2"), Name("arg3"), Name("arg4"), Name("arg5"), Name("arg6")].map {
      SystemCallParameter(
        nameBytes: $0, typeBytes: Name("unsigned long"), form: ArgumentForm(.hexadecimal))
    }

  /// nil for a number that no call has.
  public subscript(number: UInt64) -> SystemCall? {
    number < 512 ? calls[Int(number)] : nil
  }

  /// The call of this name; nil when there is none.
  public subscript(name: String) -> SystemCall? {
    var name = name
    return name.withUTF8 { numbers[Name(UnsafeRawBufferPointer($0))] }.flatMap { self[$0] }
  }

  /// Every call, in the order of the numbers.
  public var all: some Sequence<SystemCall> { calls.lazy.compactMap(\.self) }

  /// The calls of a set like `file` (without the `%`); nil when there is no such set.
  public func set(named name: String) -> SystemCallSet? {
    var result = SystemCallSet.none
    for call in all where call.sets.contains(name) { result.insert(call.number) }
    return result == .none ? nil : result
  }
}

extension SystemCall {
  /// Reads a line of the table.
  init?(parsing line: Name) {
    let fields = line.split(UInt8(ascii: "|"))
    let (number, name) = line.cut(at: UInt8(ascii: " "))
    guard fields.count >= 2, let number = number.integer, let name = name?.cut(at: UInt8(ascii: " ")).0
    else { return nil }
    let forms = fields.count > 2 ? fields[2].split(UInt8(ascii: " ")) : []
    let arrow = forms.firstIndex(of: Name("->")) ?? forms.count
    self.number = UInt64(number)
    nameBytes = name
    parameters = Self.parameters(fields[1], forms: forms[..<arrow])
    result = forms[arrow...].dropFirst().first.flatMap(ArgumentForm.init(word:)) ?? .init(.long)
    setNames = fields.count > 3 ? fields[3].split(UInt8(ascii: " ")) : []
  }

  private static func parameters(_ text: Name, forms: ArraySlice<Name>) -> [SystemCallParameter] {
    if text == Name("?") { return SystemCallTable.unknownParameters }
    let declarations = text.split(UInt8(ascii: ";"))
    return declarations.enumerated().map { index, declaration in
      let (type, name) = declaration.declared
      let form = index < forms.count ? ArgumentForm(word: forms[forms.startIndex + index]) : nil
      return SystemCallParameter(
        nameBytes: name, typeBytes: type, form: form ?? ArgumentForm(type: type, name: name))
    }
  }
}
