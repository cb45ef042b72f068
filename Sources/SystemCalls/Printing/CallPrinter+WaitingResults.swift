// The remarks behind the results of poll and select: what was ready, and how much time was left.

extension CallPrinter where Sink == TextSink {
  /// `1 ([{fd=3, revents=POLLIN}])`, `0 (Timeout)`.
  mutating func printPollResult(_ value: UInt64) {
    sink.number(value, .signed)
    if value == 0 { return sink.word(" (Timeout)") }
    guard options.verbose.contains(call.number) else { return }
    printRemark { printer in
      printer.printPolled(count: printer.call.argument(1))
      // ppoll's timeout is rewritten, poll's is a number.
      if printer.call.number == 271 {
        printer.printTimeLeftRemark(at: printer.call.argument(2), isFirst: false)
      }
    }
  }

  /// `1 (in [3], left {tv_sec=1, tv_usec=0})`, `0 (Timeout)`.
  mutating func printSelectResult(_ value: UInt64) {
    sink.number(value, .signed)
    if value == 0 { return sink.word(" (Timeout)") }
    printRemark { printer in
      var isFirst = true
      for (index, name) in (["in ", "out ", "except "] as [StaticString]).enumerated() {
        printer.printReady(at: printer.call.argument(index + 1), name: name, isFirst: &isFirst)
      }
      printer.printTimeLeftRemark(at: printer.call.argument(4), isFirst: isFirst)
    }
  }

  private mutating func printReady(at address: UInt64, name: StaticString, isFirst: inout Bool) {
    let count = Int(min(call.argument(0) & 0xFFFF_FFFF, 1 << 20))
    scratchUsed = 0
    guard address != 0, let bytes = read(address, exactly: (count + 63) / 64 * 8),
      bytes.contains(where: { $0 != 0 })
    else { return }
    if !isFirst { sink.word(", ") }
    sink.word(name)
    sink.beginArray()
    printDescriptors(bytes, count: count)
    sink.endArray(isShortened: false)
    isFirst = false
  }

  private mutating func printTimeLeftRemark(at address: UInt64, isFirst: Bool) {
    scratchUsed = 0
    guard address != 0, let bytes = read(address, exactly: 16) else { return }
    if !isFirst { sink.word(", ") }
    sink.word("left ")
    guard options.verbose.contains(call.number) else { return sink.address(address) }
    // select has a timeval, pselect6 and ppoll a timespec.
    printStructure(bytes, context.view(call.number == 23 ? "timeval" : "timespec"))
  }

  /// `2 (left {tv_sec=1, tv_nsec=0})`.
  mutating func printReceivedResult(_ value: UInt64) {
    sink.number(value, .signed)
    if value == 0 { return sink.word(" (Timeout)") }
    if call.argument(4) != 0, options.verbose.contains(call.number) {
      printRemark { $0.printTimeLeftRemark(at: $0.call.argument(4), isFirst: true) }
    }
  }
}
