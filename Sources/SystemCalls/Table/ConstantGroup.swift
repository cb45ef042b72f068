// The constants that belong to one kind of argument.

/// A group of `constants.table`, with the values of the catalogue.
final class ConstantGroup: Sendable {
  /// A name and the value that it stands for.
  struct Constant: Sendable {
    let value: UInt64
    let name: Name
  }

  /// A part of flags that is a number of its own.
  struct Field: Sendable {
    let mask: UInt64
    /// A number without a name is flags.
    let isOptional: Bool
    let values: [Constant]
  }

  /// Whether several constants may stand together.
  let isFlags: Bool
  /// The bits of a register that count.
  let mask: UInt64
  /// How a number without a name prints.
  let format: NumberFormat
  /// What to say of such a number; empty for nothing.
  let unknown: Name
  /// The lowest nine bits are access rights, which print at the end.
  let hasMode: Bool
  /// No flags print nothing at all.
  let isEmptyForZero: Bool
  let constants: [Constant]
  let fields: [Field]
  /// A number above this bit prints as `n<<NAME`.
  let shift: Constant?
  /// Each field has its own number where numbers are shown.
  let isSplit: Bool
  /// The lowest byte is a signal, which prints at the end.
  let hasSignal: Bool

  /// Reads a line of the table.
  init(parsing line: Name, catalogue: KernelCatalogue = .shared) {
    let (head, tail) = line.cut(at: UInt8(ascii: ":"))
    let words = head.split(UInt8(ascii: " "))
    let items = (tail ?? Name("")).split(UInt8(ascii: " "))
    let kind = words.count > 1 ? words[1] : Name("")
    let options = words.dropFirst(2)
    isFlags = kind.hasPrefix("flags")
    mask = kind.hasSuffix("64") ? .max : 0xFFFF_FFFF
    format =
      options.contains(Name("d")) ? .signed : options.contains(Name("u")) ? .unsigned : .hexadecimal
    isSplit = options.contains(Name("+split"))
    isEmptyForZero = options.contains(Name("+empty"))
    hasMode = options.contains(Name("+mode"))
    unknown = options.first { $0.bytes.count > 1 && !$0.hasPrefix("+") } ?? Name("")
    let parts = Self.parts(items, catalogue)
    fields = parts.fields.filter { !$0.values.isEmpty }
    hasSignal = parts.fields.contains { $0.values.isEmpty }
    shift = items.first { $0.hasPrefix("<<") }.map { $0.dropFirst(2) }.flatMap { name in
      catalogue.constant(name).map { Constant(value: $0, name: name) }
    }
    constants = parts.plain + Self.matching(items, catalogue)
  }

  /// Splits `A B MASK{C D} E` into what stands alone and the fields.
  private static func parts(_ items: [Name], _ catalogue: KernelCatalogue) -> (
    plain: [Constant], fields: [Field]
  ) {
    var plain: [Constant] = []
    var fields: [Field] = []
    var open: (mask: UInt64, isOptional: Bool, values: [Constant])?
    for item in items {
      var name = item
      let (before, inside) = item.cut(at: UInt8(ascii: "{"))
      if let inside {
        let isOptional = before.hasPrefix("?")
        let (mask, given) = (isOptional ? before.dropFirst() : before).cut(at: UInt8(ascii: ":"))
        let value = given.flatMap(\.unsigned) ?? mask.unsigned ?? catalogue.constant(mask)
        open = (value ?? 0, isOptional, [])
        name = inside
      }
      let closes = name.hasSuffix("}")
      if closes { name = name.dropLast() }
      let (plainName, given) = name.cut(at: UInt8(ascii: ":"))
      name = plainName
      if let value = given.flatMap(\.unsigned) ?? catalogue.constant(name) {
        let constant = Constant(value: value, name: name)
        if open == nil { plain.append(constant) } else { open?.values.append(constant) }
      }
      if closes, let field = open {
        fields.append(Field(mask: field.mask, isOptional: field.isOptional, values: field.values))
        open = nil
      }
    }
    return (plain, fields)
  }

  /// The constants that `*SUFFIX` stands for.
  private static func matching(_ items: [Name], _ catalogue: KernelCatalogue) -> [Constant] {
    let suffixes = items.filter { $0.hasPrefix("*") }.map { $0.dropFirst() }
    if suffixes.isEmpty { return [] }
    return catalogue.constants(endingIn: suffixes).map { Constant(value: $0.value, name: $0.name) }
  }

  /// The constant with exactly this value.
  func constant(_ value: UInt64) -> Name? {
    constants.first { ($0.value ^ value) & mask == 0 }?.name
  }
}
