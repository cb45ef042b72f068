// One system call of the table.

/// One argument of a call.
public struct SystemCallParameter: Sendable {
  let nameBytes: Name
  let typeBytes: Name
  /// What stands before the value in the trace (`flags=`); empty for nothing.
  var label: Name
  /// How it prints.
  var form: ArgumentForm
  /// Whether the table gives the form, and not the C type.
  let isDescribed: Bool
  /// Which of the six registers it is in, from 0; arguments do not always print in the registers' order.
  public let register: Int

  /// Whether only the register's lower half counts.
  let isWord: Bool

  /// The kernel's name for it.
  public var name: String { nameBytes.string }
  /// As C spells it.
  public var type: String { typeBytes.string }
  /// A file descriptor, not a directory to start from.
  public var isDescriptor: Bool { form.kind == .descriptor && form.shape == .value }
  /// A descriptor or AT_FDCWD.
  public var isDirectoryDescriptor: Bool { form.kind == .directory }
  public var isPath: Bool { form.kind == .path }
}

extension SystemCallParameter {
  /// The parameter without its label.
  var raw: Self {
    var raw = self
    raw.label = Name("")
    return raw
  }
}

/// What the table knows of a call.
public final class SystemCall: Sendable {
  public let number: UInt64
  let nameBytes: Name
  /// In the order in which they print.
  public let parameters: [SystemCallParameter]
  /// How the result prints.
  let result: ArgumentForm
  let setNames: [Name]
  /// The parameter that is a choice, and those behind it; their number if there is none.
  let choice: Int

  public var name: String { nameBytes.string }
  /// Names of the `-e trace=%SET`s that it is in, without the `%`.
  public var sets: [String] { setNames.map(\.string) }

  /// A call that takes nothing but what its parameters say.
  init(number: UInt64, name: Name, parameters: [SystemCallParameter], sets: [Name]) {
    self.number = number
    nameBytes = name
    self.parameters = parameters
    result = ArgumentForm(.long)
    setNames = sets
    choice = parameters.count
  }

  /// Reads a line of `system_calls.table`.
  init?(parsing line: Name) {
    let fields = line.split(UInt8(ascii: "|"))
    let (number, rest) = line.cut(at: UInt8(ascii: " "))
    guard fields.count >= 2, let number = number.integer, number >= 0, let rest else { return nil }
    let forms = fields.count > 2 ? fields[2].split(UInt8(ascii: " ")) : []
    let arrow = forms.firstIndex(of: Name("->")) ?? forms.count
    self.number = UInt64(number)
    nameBytes = rest.cut(at: UInt8(ascii: " ")).0
    parameters = Self.parameters(fields[1], forms: forms[..<arrow])
    result = forms[arrow...].dropFirst().first.flatMap(ArgumentForm.init(word:)) ?? .init(.long)
    setNames = fields.count > 3 ? fields[3].split(UInt8(ascii: " ")) : []
    choice = parameters.firstIndex { $0.form.kind == .choice } ?? parameters.count
  }

  /// Every argument has a form, its own or that of its C type; a form may name another register (`flags=0:clone_flags`).
  private static func parameters(_ text: Name, forms: ArraySlice<Name>) -> [SystemCallParameter] {
    if text == Name("?") { return SystemCallTable.unknownParameters }
    let declarations = text.split(UInt8(ascii: ";")).map(\.declared)
    return declarations.indices.compactMap { index in
      var word = index < forms.count ? forms[forms.startIndex + index] : Name("")
      var label = Name("")
      var register = index
      if case (let before, let after?) = word.cut(at: UInt8(ascii: "=")) {
        let (place, form) = after.cut(at: UInt8(ascii: ":"))
        label = before
        register = place.integer ?? index
        word = form ?? word
      }
      guard declarations.indices.contains(register) else { return nil }
      let (type, name) = declarations[register]
      return SystemCallParameter(
        nameBytes: name, typeBytes: type, label: label,
        form: ArgumentForm(word: word) ?? ArgumentForm(type: type, name: name),
        isDescribed: index < forms.count, register: register,
        isWord: [Name("int"), Name("unsigned int"), Name("unsigned"), Name("u32")].contains(type))
    }
  }
}
