// Resource limits: large round numbers are easier to read in KiB.

extension CallPrinter {
  /// `8192*1024`, `RLIM64_INFINITY`.
  mutating func printLimit(_ value: UInt64) {
    if value == .max {
      return printNamed(value, format: .unsigned, name: Name("RLIM64_INFINITY"))
    }
    guard value > 1024, value % 1024 == 0, Sink.format == .text else {
      return sink.number(value, .unsigned)
    }
    printStyled(value, format: .unsigned) { printer in
      printer.sink.number(value / 1024, .unsigned)
      printer.sink.word("*1024")
    }
  }
}
