// Signal numbers and sets.

extension CallPrinter {
  mutating func printSignal(_ value: UInt64) {
    let number = value & 0xFFFF_FFFF
    printNamed(number, format: .signed, name: SignalNames.name(number))
  }

  /// `[INT TERM]`, or `~[KILL STOP]` when that is shorter.
  mutating func printSignalSet(at address: UInt64, size: UInt64) {
    guard 1...8 ~= size, let bytes = read(address, exactly: Int(size)) else {
      return sink.address(address)
    }
    var set: UInt64 = 0
    for (index, byte) in bytes.enumerated() { set |= UInt64(byte) << UInt64(index * 8) }
    printSignalSet(set)
  }

  mutating func printSignalSet(_ set: UInt64) {
    // Two thirds of the signals: from there on those that are missing are fewer.
    let isInverted = set.nonzeroBitCount >= 43
    var rest = isInverted ? ~set : set
    if isInverted && Sink.format == .text { sink.word("~") }
    sink.beginArray()
    var isFirst = true
    while rest != 0 {
      let number = UInt64(rest.trailingZeroBitCount + 1)
      rest &= rest - 1
      sink.member(isFirst: isFirst)
      isFirst = false
      guard let name = SignalNames.name(number) else { continue }
      // JSON has no sign for the rest of all signals: it names those that are in the set.
      printNamed(number, format: .signed, name: name.dropFirst(3))
    }
    sink.endArray(isShortened: false)
  }

  /// What pselect6 has for its sixth argument.
  mutating func printSignalSetPair(at address: UInt64) {
    guard let bytes = read(address, exactly: 16) else { return sink.address(address) }
    let set = bytes.load(UInt64.self, at: 0)
    let size = bytes.load(UInt64.self, at: 8)
    sink.beginStruct()
    sink.field("sigmask", isFirst: true)
    if set == 0 { sink.null() } else { printSignalSet(at: set, size: size) }
    sink.field("sigsetsize")
    sink.number(size, .unsigned)
    sink.endStruct(isShortened: false)
  }

  /// The kernel's `struct sigaction`: handler, flags, restorer, mask (arch/x86/include/uapi/asm/signal.h).
  mutating func printSignalAction(at address: UInt64) {
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: 32) else {
      return sink.address(address)
    }
    let flags = bytes.load(UInt64.self, at: 8)
    sink.beginStruct()
    sink.field("sa_handler", isFirst: true)
    printHandler(bytes.load(UInt64.self, at: 0))
    sink.field("sa_mask")
    printSignalSet(bytes.load(UInt64.self, at: 24))
    sink.field("sa_flags")
    printConstants(flags, context.group("sigaction_flags"))
    if flags & Self.hasRestorer != 0 {
      sink.field("sa_restorer")
      printAddress(bytes.load(UInt64.self, at: 16))
    }
    sink.endStruct(isShortened: false)
  }

  /// SA_RESTORER.
  private static var hasRestorer: UInt64 { 0x0400_0000 }

  /// A `struct sigevent` (sigevent(7)): value 0, signal 8, notification 12, what that needs from 16 on.
  mutating func printSignalEvent(at address: UInt64) {
    guard let bytes = read(address, exactly: 64) else { return sink.address(address) }
    let value = bytes.load(UInt64.self, at: 0)
    let signal = UInt64(bytes.load(UInt32.self, at: 8))
    let notify = UInt64(bytes.load(UInt32.self, at: 12))
    sink.beginStruct()
    if value != 0 {
      sink.field("sigev_value", isFirst: true)
      printSignalValue(bytes.slice(at: 0, count: 8))
    }
    sink.field("sigev_signo", isFirst: value == 0)
    printNamed(signal, format: .unsigned, name: SignalNames.name(signal))
    sink.field("sigev_notify")
    printConstants(notify, context.group("sigevent_notify"))
    if notify == 2 {
      sink.field("sigev_notify_function")
      printAddress(bytes.load(UInt64.self, at: 16))
      sink.field("sigev_notify_attributes")
      printAddress(bytes.load(UInt64.self, at: 24))
    } else if notify == 4 {
      sink.field("sigev_notify_thread_id")
      sink.number(signed(UInt64(bytes.load(UInt32.self, at: 16)), 32), .signed)
    }
    sink.endStruct(isShortened: false)
  }

  private mutating func printHandler(_ handler: UInt64) {
    switch handler {
    case 0: printNamed(0, format: .hexadecimal, name: Name("SIG_DFL"))
    case 1: printNamed(1, format: .hexadecimal, name: Name("SIG_IGN"))
    case .max: printNamed(.max, format: .hexadecimal, name: Name("SIG_ERR"))
    default: sink.address(handler)
    }
  }
}
