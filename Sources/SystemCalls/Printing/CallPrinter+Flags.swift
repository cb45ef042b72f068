// Several constants in one number.

extension CallPrinter {
  mutating func printFlags(_ value: UInt64, _ group: ConstantGroup) {
    if value == 0 && group.isEmptyForZero && Sink.format == .text { return }
    if Sink.format == .text && options.constants != .abbreviated && group.isSplit {
      return printParts(value, group)
    }
    if group.hasSignal && value & 0xFF != 0 && Sink.format == .text {
      return printFlagsWithSignal(value, group)
    }
    let isNumber = !group.hasName(for: value) && !(group.isSplit && Sink.format == .text)
    if isNumber {
      sink.number(value, group.format)
      if value != 0 && showsNames && !group.unknown.isEmpty { printComment(group.unknown) }
      return
    }
    printStyled(value, format: group.format) { $0.printFlagNames(value, group) }
  }

  /// `CLONE_VM|SIGCHLD`: flags, and in the lowest byte a signal.
  private mutating func printFlagsWithSignal(_ value: UInt64, _ group: ConstantGroup) {
    let flags = value & ~0xFF
    if flags != 0 {
      printFlags(flags, group)
      sink.separateFlags()
    }
    printSignal(value & 0xFF)
  }

  /// Every field as a number, then the flags as one.
  private mutating func printParts(_ value: UInt64, _ group: ConstantGroup) {
    var rest = value
    for (index, field) in group.fields.enumerated() {
      if index > 0 { sink.separateFlags() }
      let part = value & field.mask
      printNamed(
        part, format: group.format, name: field.values.first { $0.value == part }?.name,
        unknown: group.unknown)
      rest &= ~field.mask
    }
    if rest == 0 { return }
    sink.separateFlags()
    if !group.constants.contains(where: { rest & $0.value != 0 }) {
      return sink.number(rest, group.format)
    }
    printStyled(rest, format: group.format) { printer in
      var (left, isFirst) = (rest, true)
      printer.printFlags(&left, of: group, isFirst: &isFirst)
      printer.printRest(left, group, isFirst: &isFirst)
    }
  }

  /// The flags that are set, taken from what is left.
  private mutating func printFlags(
    _ rest: inout UInt64, of group: ConstantGroup, isFirst: inout Bool
  ) {
    for constant in group.constants
    where constant.value != 0 && rest & constant.value == constant.value {
      sink.flag(constant.name, isFirst: isFirst)
      isFirst = false
      rest &= ~constant.value
    }
  }

  /// Fields first, then the flags in the group's order, then what is left.
  mutating func printFlagNames(_ value: UInt64, _ group: ConstantGroup) {
    var rest = value
    var isFirst = true
    sink.beginFlags()
    for field in group.fields {
      let part = value & field.mask
      if field.isOptional && !field.values.contains(where: { $0.value == part }) { continue }
      printField(part, field, group, isFirst: &isFirst)
      rest &= ~field.mask
    }
    if value == 0, group.fields.isEmpty, let zero = group.constant(0) {
      sink.flag(zero, isFirst: true)
    }
    let signal = group.hasSignal ? rest & 0xFF : 0
    rest &= ~signal
    printFlags(&rest, of: group, isFirst: &isFirst)
    printRest(rest, group, isFirst: &isFirst)
    if signal != 0 { printSignalFlag(signal, isFirst: isFirst) }
    sink.endFlags()
  }

  /// A field that is zero and not named by that prints nothing beside other flags.
  private mutating func printField(
    _ value: UInt64, _ field: ConstantGroup.Field, _ group: ConstantGroup, isFirst: inout Bool
  ) {
    if let name = field.values.first(where: { $0.value == value })?.name {
      sink.flag(name, isFirst: isFirst)
      isFirst = false
    } else if value != 0 {
      sink.flag(value, isFirst: isFirst)
      if showsNames && Sink.format == .text && !group.unknown.isEmpty {
        printComment(group.unknown)
      }
      isFirst = false
    }
  }

  private mutating func printRest(_ rest: UInt64, _ group: ConstantGroup, isFirst: inout Bool) {
    var rest = rest
    var shifted: UInt64 = 0
    if let shift = group.shift {
      shifted = rest >> shift.value & 63
      rest &= ~(63 << shift.value)
    }
    if rest != 0 {
      sink.flag(rest, isFirst: isFirst)
      isFirst = false
    }
    if shifted != 0, let shift = group.shift {
      sink.flag(shifted, shiftedBy: shift.name, isFirst: isFirst)
      isFirst = false
    }
  }

  private mutating func printSignalFlag(_ signal: UInt64, isFirst: Bool) {
    if let name = SignalNames.name(signal) {
      sink.flag(name, isFirst: isFirst)
    } else {
      sink.flag(signal, isFirst: isFirst)
    }
  }
}

extension ConstantGroup {
  /// Whether any part of a number has a name.
  func hasName(for value: UInt64) -> Bool {
    if value == 0 {
      return constant(0) != nil || fields.contains { $0.values.contains { $0.value == 0 } }
    }
    if hasSignal && value & 0xFF != 0 { return true }
    if let shift, value >> shift.value & 63 != 0 { return true }
    return constants.contains { $0.value != 0 && value & $0.value == $0.value }
      || fields.contains { field in field.values.contains { $0.value == value & field.mask } }
  }
}
