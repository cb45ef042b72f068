// Numbers that have names.

extension CallPrinter {
  /// A value of a group, in the style of `-X`.
  mutating func printConstants(_ value: UInt64, _ group: ConstantGroup) {
    let value = value & group.mask
    if group.hasMode { return printConstantsWithMode(value, group) }
    if group.isFlags { printFlags(value, group) } else { printEnumeration(value, group) }
  }

  mutating func printEnumeration(_ value: UInt64, _ group: ConstantGroup) {
    printNamed(value, format: group.format, name: group.constant(value), unknown: group.unknown)
  }

  /// A number for which there is perhaps a name.
  mutating func printNamed(
    _ value: UInt64, format: NumberFormat, name: Name?, unknown: Name = Name("")
  ) {
    let number = format == .signed ? signed(value, 32) : value
    guard let name else {
      sink.number(number, format)
      if !unknown.isEmpty && showsNames { printComment(unknown) }
      return
    }
    printStyled(number, format: format) { $0.sink.word(name) }
  }

  /// The number, its names, or the number with its names, as `-X` says.
  mutating func printStyled(
    _ number: UInt64, format: NumberFormat, names: (inout Self) -> Void
  ) {
    switch options.constants {
    case _ where Sink.format == .json, .abbreviated: names(&self)
    case .raw: sink.number(number, format)
    case .verbose:
      sink.number(number, format)
      sink.beginComment()
      names(&self)
      sink.endComment()
    }
  }

  /// Whether names are shown at all.
  var showsNames: Bool { Sink.format == .json || options.constants != .raw }

  mutating func printComment(_ text: Name) {
    sink.beginComment()
    sink.word(text)
    sink.endComment()
  }

  private mutating func printConstantsWithMode(_ value: UInt64, _ group: ConstantGroup) {
    let flags = value & ~0o777
    if flags != 0 {
      printFlags(flags, group)
      if Sink.format == .json { return }
      sink.separateFlags()
    }
    sink.number(value & 0o777, .mode)
  }
}
