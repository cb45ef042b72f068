// siginfo_t (asm-generic/siginfo.h): which members it has depends on the signal and the code.

extension CallPrinter {
  mutating func printSignalInformation(at address: UInt64) {
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: 128) else {
      return sink.address(address)
    }
    printSignalInformation(bytes)
  }

  /// The 128 bytes of a siginfo_t.
  mutating func printSignalInformation(_ bytes: UnsafeRawBufferPointer) {
    let signal = UInt64(bytes.load(UInt32.self, at: 0))
    let code = bytes.load(Int32.self, at: 8)
    sink.beginStruct()
    // waitid found nobody.
    if signal == 0 { return sink.endStruct(isShortened: false) }
    sink.field("si_signo", isFirst: true)
    printSignal(signal)
    sink.field("si_code")
    printCode(code, of: signal)
    let error = UInt64(bytes.load(UInt32.self, at: 4))
    if error != 0 {
      sink.field("si_errno")
      printNamed(error, format: .unsigned, name: ErrorNames.name(Int64(error)))
    }
    printDetails(bytes, signal: signal, code: code)
    sink.endStruct(isShortened: false)
  }

  /// Codes from 0 down, and SI_KERNEL, are the same for all signals.
  private static func isGeneral(_ code: Int32) -> Bool { code <= 0 || code == 0x80 }

  private mutating func printCode(_ code: Int32, of signal: UInt64) {
    let group: StaticString =
      switch (Self.isGeneral(code), signal) {
      case (true, _): "signal_code_user"
      case (_, 4): "signal_code_ill"
      case (_, 5): "signal_code_trap"
      case (_, 7): "signal_code_bus"
      case (_, 8): "signal_code_fpe"
      case (_, 11): "signal_code_fault"
      case (_, 17): "signal_code_child"
      case (_, 29): "signal_code_poll"
      case (_, 31): "signal_code_sys"
      default: "signal_code_user"
      }
    printConstants(UInt64(UInt32(bitPattern: code)), context.group(group))
  }

  /// Codes from 0 down come from programs; with others the signal tells what there is.
  private mutating func printDetails(_ bytes: UnsafeRawBufferPointer, signal: UInt64, code: Int32) {
    switch (code, signal) {
    case (-2, _): printTimerDetails(bytes)
    case (-5, _): printPolled(bytes)
    case _ where code <= 0:
      printSender(bytes)
      let isQueued = code != 0 && code != -6 && bytes.load(UInt64.self, at: 24) != 0
      if isQueued { printQueuedValue(bytes) }
    case (_, 17): printChild(bytes)
    case (_, 4), (_, 5), (_, 7), (_, 8), (_, 11): printFault(bytes, signal: signal, code: code)
    case (_, 29): if 1...6 ~= code { printPolled(bytes) }
    case (_, 31): printForbiddenCall(bytes)
    default:
      if bytes.load(UInt64.self, at: 16) != 0 { printSender(bytes) }
      if bytes.load(UInt64.self, at: 24) != 0 { printQueuedValue(bytes) }
    }
  }

  private mutating func printSender(_ bytes: UnsafeRawBufferPointer) {
    sink.field("si_pid")
    sink.number(UInt64(bytes.load(UInt32.self, at: 16)), .signed)
    sink.field("si_uid")
    print(UInt64(bytes.load(UInt32.self, at: 20)), as: ArgumentForm(.user))
  }

  private mutating func printTimerDetails(_ bytes: UnsafeRawBufferPointer) {
    sink.field("si_timerid")
    sink.number(UInt64(bytes.load(UInt32.self, at: 16)), .hexadecimal)
    sink.field("si_overrun")
    sink.number(signed(UInt64(bytes.load(UInt32.self, at: 20)), 32), .signed)
    printQueuedValue(bytes)
  }

  private mutating func printQueuedValue(_ bytes: UnsafeRawBufferPointer) {
    sink.field("si_int")
    sink.number(signed(UInt64(bytes.load(UInt32.self, at: 24)), 32), .signed)
    sink.field("si_ptr")
    printAddress(bytes.load(UInt64.self, at: 24))
  }

  private mutating func printChild(_ bytes: UnsafeRawBufferPointer) {
    printSender(bytes)
    let status = UInt64(bytes.load(UInt32.self, at: 24))
    sink.field("si_status")
    // CLD_EXITED has a status, all others a signal.
    if bytes.load(Int32.self, at: 8) == 1 {
      sink.number(signed(status, 32), .signed)
    } else {
      printSignal(status)
    }
    sink.field("si_utime")
    printTicks(bytes.load(UInt64.self, at: 32))
    sink.field("si_stime")
    printTicks(bytes.load(UInt64.self, at: 40))
  }

  /// `12 /* 0.12 s */`: the kernel's clock for user space has 100 ticks a second.
  mutating func printTicks(_ ticks: UInt64) {
    sink.number(ticks, .unsigned)
    if ticks == 0 || !showsNames { return }
    sink.beginComment()
    sink.number(ticks / 100, .unsigned)
    sink.word(".")
    sink.number(ticks % 100, .twoDigits)
    sink.word(" s")
    sink.endComment()
  }

  private mutating func printFault(_ bytes: UnsafeRawBufferPointer, signal: UInt64, code: Int32) {
    sink.field("si_addr")
    printAddress(bytes.load(UInt64.self, at: 16))
    switch (signal, code) {
    // BUS_MCEERR_AR, BUS_MCEERR_AO.
    case (7, 4), (7, 5):
      sink.field("si_addr_lsb")
      sink.number(UInt64(bytes.load(UInt16.self, at: 24)), .hexadecimal)
    // SEGV_BNDERR.
    case (11, 3):
      sink.field("si_lower")
      printAddress(bytes.load(UInt64.self, at: 32))
      sink.field("si_upper")
      printAddress(bytes.load(UInt64.self, at: 40))
    // SEGV_PKUERR.
    case (11, 4):
      sink.field("si_pkey")
      sink.number(UInt64(bytes.load(UInt32.self, at: 32)), .unsigned)
    default: break
    }
  }

  private mutating func printPolled(_ bytes: UnsafeRawBufferPointer) {
    sink.field("si_band")
    sink.number(bytes.load(UInt64.self, at: 16), .signed)
    sink.field("si_fd")
    printDescriptor(UInt64(bytes.load(UInt32.self, at: 24)))
  }

  private mutating func printForbiddenCall(_ bytes: UnsafeRawBufferPointer) {
    sink.field("si_call_addr")
    printAddress(bytes.load(UInt64.self, at: 16))
    let architecture = UInt64(bytes.load(UInt32.self, at: 28))
    sink.field("si_syscall")
    printCallNumber(UInt64(bytes.load(UInt32.self, at: 24)), of: architecture)
    sink.field("si_arch")
    printConstants(architecture, context.group("audit_architecture"))
  }

  /// The value that a `struct sigevent` sends along.
  mutating func printSignalValue(_ bytes: UnsafeRawBufferPointer) {
    sink.beginStruct()
    sink.field("sival_int", isFirst: true)
    sink.number(signed(UInt64(bytes.load(UInt32.self, at: 0)), 32), .signed)
    sink.field("sival_ptr")
    printAddress(bytes.load(UInt64.self, at: 0))
    sink.endStruct(isShortened: false)
  }
}
