// ptrace's own structs: what a tracee's stop was for, and where its seccomp filter came from (linux/ptrace.h).

extension CallPrinter {
  /// What is left to say after the call of a struct whose first part was printed before it.
  mutating func printRest(of address: UInt64, as form: ArgumentForm) {
    switch form.kind {
    case .registerSet: printRest(ofRegisterSet: address)
    default: printRest(ofSeccompMetadata: address)
    }
  }

  /// `{filter_off=0`: the part of a `struct seccomp_metadata` that the caller fills.
  mutating func printSeccompMetadata(at address: UInt64, form: ArgumentForm) {
    guard length(of: form) >= 8, options.verbose.contains(call.number),
      let offset = load(UInt64.self, at: address)
    else {
      call.isHalfPrinted = false
      return sink.address(address)
    }
    sink.beginStruct()
    sink.field("filter_off", isFirst: true)
    sink.number(offset, .unsigned)
  }

  /// `, flags=0}`, as far as the kernel has written: the result tells it.
  private mutating func printRest(ofSeccompMetadata address: UInt64) {
    let size = failed ? 0 : length(ofResult: result)
    if size > 8 {
      if size >= 16, let flags = load(UInt64.self, at: address &+ 8) {
        sink.field("flags")
        printConstants(flags, context.group("seccomp_flags"))
        if size > 16 && Sink.format == .text { sink.word(", ...") }
      } else if Sink.format == .text {
        sink.word(", ???")
      }
    }
    sink.endStruct(isShortened: false)
  }

  /// A `struct ptrace_syscall_info`, as much of it as was asked for and written.
  mutating func printSyscallInformation(at address: UInt64, form: ArgumentForm) {
    let given = min(length(of: form), length(ofResult: result))
    let size = Int(min(given, UInt64(SyscallInformation.size)))
    guard size > 0, options.verbose.contains(call.number), let bytes = read(address, exactly: size)
    else { return sink.address(address) }
    let operation = UInt64(bytes[0])
    sink.beginStruct()
    sink.field("op", isFirst: true)
    printConstants(operation, context.group("syscall_info_operation"))
    if size >= 8 {
      sink.field("arch")
      let architecture = UInt64(bytes.load(UInt32.self, at: 4))
      printConstants(architecture, context.group("audit_architecture"))
    }
    for (name, offset) in [("instruction_pointer", 8), ("stack_pointer", 16)]
      as [(StaticString, Int)]
    where size >= offset + 8 {
      sink.field(name)
      printAddress(bytes.load(UInt64.self, at: offset))
    }
    if size >= SyscallInformation.detail + 8 { printDetail(bytes, of: operation) }
    sink.endStruct(isShortened: false)
  }

  /// The member of the struct's union that belongs to the stop.
  private mutating func printDetail(_ bytes: UnsafeRawBufferPointer, of operation: UInt64) {
    let isSeccomp = operation == SyscallInformation.seccomp
    switch operation {
    case SyscallInformation.entry, SyscallInformation.seccomp:
      sink.field(isSeccomp ? "seccomp" : "entry")
      printStoppedEntry(bytes, isSeccomp: isSeccomp)
    case SyscallInformation.exit:
      sink.field("exit")
      printStoppedExit(bytes)
    default: break
    }
  }

  private mutating func printStoppedEntry(_ bytes: UnsafeRawBufferPointer, isSeccomp: Bool) {
    sink.beginStruct()
    sink.field("nr", isFirst: true)
    let number = bytes.load(UInt64.self, at: SyscallInformation.detail)
    printCallNumber(number, of: UInt64(bytes.load(UInt32.self, at: 4)))
    let arguments = bytes.slice(at: SyscallInformation.arguments, count: 6 * 8)
    if arguments.count >= 8 {
      sink.field("args")
      printNumbers(arguments, form: ArgumentForm(.hexadecimal))
    }
    if isSeccomp, bytes.count >= SyscallInformation.size {
      sink.field("ret_data")
      let data = UInt64(bytes.load(UInt32.self, at: SyscallInformation.returnedData))
      sink.number(data, .unsigned)
    }
    sink.endStruct(isShortened: false)
  }

  /// `{rval=-ENOENT, is_error=1}`.
  private mutating func printStoppedExit(_ bytes: UnsafeRawBufferPointer) {
    let value = bytes.load(UInt64.self, at: SyscallInformation.detail)
    let isError =
      bytes.count > SyscallInformation.arguments && bytes[SyscallInformation.arguments] != 0
    sink.beginStruct()
    sink.field("rval", isFirst: true)
    if isError, let name = ErrorNames.name(0 &- Int64(bitPattern: value)) {
      printStyled(value, format: .signed) { printer in
        printer.sink.beginText()
        printer.sink.word("-")
        printer.sink.word(name)
        printer.sink.endText()
      }
    } else {
      sink.number(value, .signed)
    }
    if bytes.count > SyscallInformation.arguments {
      sink.field("is_error")
      sink.number(UInt64(bytes[SyscallInformation.arguments]), .unsigned)
    }
    sink.endStruct(isShortened: false)
  }

  /// `__NR_read`; for a call of another architecture than the caller's its number, with the name as a remark.
  mutating func printCallNumber(_ number: UInt64, of architecture: UInt64) {
    let architectures: [UInt64: CallConvention] = [0xC000_003E: .amd64, 0x4000_0003: .i386]
    let convention = architectures[architecture]
    guard let convention, let name = convention.call(number)?.nameBytes else {
      return sink.number(number, .unsigned)
    }
    if convention != call.convention {
      sink.number(number, .unsigned)
      if showsNames { printComment(name) }
      return
    }
    printStyled(number, format: .unsigned) { printer in
      printer.sink.beginText()
      printer.sink.word("__NR_")
      printer.sink.word(name)
      printer.sink.endText()
    }
  }
}

/// A `struct ptrace_syscall_info`: its stops, and where its parts are, in bytes.
private enum SyscallInformation {
  static let entry: UInt64 = 1
  static let exit: UInt64 = 2
  static let seccomp: UInt64 = 3
  /// The call's number, or its result.
  static let detail = 24
  /// The six arguments of an entry; the byte that tells an exit's error.
  static let arguments = 32
  static let returnedData = 80
  static let size = 84
}
