// What stands behind the equals sign.

extension CallPrinter where Sink == TextSink {
  /// `) = 3`, at the column of the results.
  mutating func printTextResult() {
    sink.output.pointee.append(")")
    // A result never touches the parenthesis.
    sink.output.pointee.pad(toColumn: max(options.resultColumn, sink.output.pointee.column + 1))
    sink.output.pointee.append("= ")
    printResult()
  }
}

extension CallPrinter where Sink == JSONSink {
  /// `"result":{"value":…}`, with `"error"` for a call that failed.
  mutating func writeJSONResult() {
    guard let result else { return }
    sink.beginResult()
    sink.number(UInt64(bitPattern: result.value), .signed)
    if result.isError {
      sink.error(ErrorNames.restart(-result.value)?.name ?? ErrorNames.name(-result.value))
    }
    sink.endResult()
  }
}

extension CallPrinter where Sink == TextSink {
  private var resultForm: ArgumentForm {
    if options.raw.contains(call.number) { return ArgumentForm(.hexadecimal) }
    let form = alternative?.result ?? description?.result ?? ArgumentForm(.long)
    // adjtimex's state is named with its struct.
    let isHidden = form.kind == .enumeration && !options.verbose.contains(call.number)
    return isHidden && [159, 305].contains(call.number) ? ArgumentForm(.long) : form
  }

  mutating func printResult() {
    guard let result else { return }
    if result.isError { return printError(-result.value) }
    let value = UInt64(bitPattern: result.value)
    let form = resultForm
    scratchUsed = 0
    switch form.kind {
    case .never: sink.word("?")
    case .hexadecimal, .pointer: sink.number(value, .hexadecimal)
    case .umask: sink.number(value, .mode)
    case .polled: printPollResult(value)
    case .selected: printSelectResult(value)
    case .received: printReceivedResult(value)
    default: printNamedResult(value, form: form)
    }
  }

  /// `-1 ENOENT (No such file or directory)`, `? ERESTARTSYS (…)`.
  private mutating func printError(_ error: Int64) {
    if let restart = ErrorNames.restart(error) {
      sink.word("? ")
      sink.word(restart.name)
      return printRemark { $0.sink.word(restart.text) }
    }
    sink.word("-1 ")
    if let name = ErrorNames.name(error) {
      sink.word(name)
      let text = ErrorNames.text(error)
      if !text.isEmpty { printRemark { $0.sink.word(text) } }
    } else {
      sink.word("ENOTSUPP")
      printRemark {
        $0.sink.word("errno ")
        $0.sink.number(UInt64(error), .unsigned)
      }
    }
  }

  /// ` (…)`.
  mutating func printRemark(_ body: (inout Self) -> Void) {
    sink.word(" (")
    body(&self)
    sink.word(")")
  }

  private mutating func printNamedResult(_ value: UInt64, form: ArgumentForm) {
    switch form.kind {
    case .descriptor: printDescriptor(value)
    case .openFlagsResult:
      sink.number(value, .hexadecimal)
      printRemark {
        $0.sink.word("flags ")
        $0.printFlagNames(value, $0.context.group("open_flags"))
      }
    case .descriptorFlagsResult:
      sink.number(value, .hexadecimal)
      if value != 0 {
        printRemark {
          $0.sink.word("flags ")
          $0.printConstants(value, $0.context.group("fd_flags"))
        }
      }
    case .time:
      sink.number(value, .signed)
      printRemark { $0.printDateAlone(Int64(bitPattern: value)) }
    case .signalResult, .waitedSignal:
      sink.number(value, .signed)
      if let name = SignalNames.name(value) { printRemark { $0.sink.word(name) } }
    case .leaseResult: printNameResult(value, context.group("lock_type"), format: .hexadecimal)
    case .personality:
      sink.number(value, .hexadecimal)
      printRemark { $0.printConstants(value, $0.context.group("personality")) }
    case .ioPriority:
      sink.number(value, .hexadecimal)
      if options.constants != .raw { printRemark { $0.printPriorityParts(value) } }
    case .enumeration: printNameResult(value, context.group(form), format: .signed)
    case .flags:
      sink.number(value, .hexadecimal)
      printFlagsRemark(value, context.group(form))
    default: sink.number(value, .signed)
    }
  }

  /// The flags that a result is. Those of prctl are shown by their names alone, in every style that has names.
  private mutating func printFlagsRemark(_ value: UInt64, _ group: ConstantGroup) {
    let isNamed = call.number == 157
    if value == 0 && group.constant(0) == nil || isNamed && !showsNames { return }
    printRemark { printer in
      if isNamed {
        printer.printFlagNames(value, group)
      } else {
        printer.printConstants(value, group)
      }
    }
  }

  /// `1 (SCHED_FIFO)`, the name in every style.
  private mutating func printNameResult(
    _ value: UInt64, _ group: ConstantGroup, format: NumberFormat
  ) {
    sink.number(value, format)
    if let name = group.constant(value) { printRemark { $0.sink.word(name) } }
  }

}
