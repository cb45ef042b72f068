// Numbers that are put together from parts: ioctl commands, futex operations, and commands with flags in them.

extension CallPrinter {
  /// `TCGETS`, all names that a number has, or `_IOC(_IOC_READ, 0x7a, 0xc8, 0x4)`.
  mutating func printIoctlCommand(_ value: UInt64) {
    let number = UInt32(truncatingIfNeeded: value)
    let names = KernelCatalogue.shared.ioctls(number)
    if !showsNames { return sink.number(UInt64(number), .hexadecimal) }
    printStyled(UInt64(number), format: .hexadecimal) { printer in
      if names.isEmpty { return printer.printIoctlParts(UInt64(number)) }
      printer.sink.beginText()
      for (index, ioctl) in names.enumerated() {
        if index > 0 { printer.sink.word(" or ") }
        printer.sink.word(ioctl.name)
      }
      printer.sink.endText()
    }
  }

  /// What an ioctl gets that is not described: an address when the command has a name and a size.
  mutating func printIoctlPointer(_ value: UInt64) {
    let command = UInt32(truncatingIfNeeded: call.argument(1))
    let isPointer = command >> 16 & 0x3FFF != 0 && !KernelCatalogue.shared.ioctls(command).isEmpty
    if isPointer && value == 0 { sink.null() } else { sink.number(value, .hexadecimal) }
  }

  /// `IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)`: the class stands above 13 bits (linux/ioprio.h).
  mutating func printIOPriority(_ value: UInt64) {
    let value = value & 0xFFFF_FFFF
    printStyled(value, format: .unsigned) { $0.printPriorityParts(value) }
  }

  mutating func printPriorityParts(_ value: UInt64) {
    sink.beginFunction("IOPRIO_PRIO_VALUE")
    printConstants(value >> 13, context.group("ioprio_class"))
    sink.nextParameter()
    sink.number(value & 0x1FFF, .unsigned)
    sink.endFunction()
  }

  /// asm-generic/ioctl.h: direction 2 bits, size 14, type 8, number 8.
  private mutating func printIoctlParts(_ number: UInt64) {
    sink.beginFunction("_IOC")
    let direction = number >> 30
    if direction == 0 { sink.word("_IOC_NONE") }
    if direction & 2 != 0 { sink.word("_IOC_READ") }
    if direction == 3 { sink.word("|") }
    if direction & 1 != 0 { sink.word("_IOC_WRITE") }
    for part in [number >> 8 & 0xFF, number & 0xFF, number >> 16 & 0x3FFF] {
      sink.nextParameter()
      sink.number(part, .hexadecimal)
    }
    sink.endFunction()
  }

  /// The operations that take a timeout: those of which FUTEX_CLOCK_REALTIME may be a flag.
  private static var clockOperations: [UInt64] { [0, 9, 11, 13] }

  /// `FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME`.
  mutating func printFutexOperation(_ value: UInt64) {
    let value = value & 0xFFFF_FFFF
    let group = context.group("futex_op")
    guard value & ~0x1FF == 0, let name = group.constant(value & 0x7F),
      value & 0x100 == 0 || Self.clockOperations.contains(value & 0x7F)
    else {
      return printNamed(value, format: .hexadecimal, name: nil, unknown: group.unknown)
    }
    printStyled(value, format: .hexadecimal) { printer in
      printer.sink.beginFlags()
      // FUTEX_FD is older than private futexes, and has no name of its own for them.
      let hasName = value & 0x7F != 2
      printer.sink.flag(name, suffix: value & 0x80 != 0 && hasName ? "_PRIVATE" : "", isFirst: true)
      if value & 0x80 != 0 && !hasName {
        printer.sink.flag(Name("FUTEX_PRIVATE_FLAG"), isFirst: false)
      }
      if value & 0x100 != 0 { printer.sink.flag(Name("FUTEX_CLOCK_REALTIME"), isFirst: false) }
      printer.sink.endFlags()
    }
  }

  mutating func printFutexBits(_ value: UInt64) {
    let value = value & 0xFFFF_FFFF
    let isAny = value == 0xFFFF_FFFF
    printNamed(value, format: .hexadecimal, name: isAny ? Name("FUTEX_BITSET_MATCH_ANY") : nil)
  }

  /// `FUTEX_OP_ADD<<28|1<<12|FUTEX_OP_CMP_EQ<<24|0x2`: linux/futex.h packs four numbers into one.
  mutating func printWakeOperation(_ value: UInt64) {
    sink.beginText()
    if value >> 31 & 1 != 0 {
      printNamed(8, format: .hexadecimal, name: Name("FUTEX_OP_OPARG_SHIFT"))
      sink.word("<<28|")
    }
    printPart(value >> 28 & 7, context.group("futex_wake_op"), shift: "<<28")
    sink.word("|")
    sink.number(value >> 12 & 0xFFF, .hexadecimal)
    sink.word("<<12|")
    printPart(value >> 24 & 15, context.group("futex_wake_cmp"), shift: "<<24")
    sink.word("|")
    sink.number(value & 0xFFF, .hexadecimal)
    sink.endText()
  }

  /// A part of a number, which has its remark also when only numbers are shown.
  private mutating func printPart(_ value: UInt64, _ group: ConstantGroup, shift: StaticString) {
    if Sink.format == .text && (options.constants == .raw || group.constant(value) == nil) {
      sink.number(value, .hexadecimal)
      sink.word(shift)
      return printComment(group.unknown)
    }
    printEnumeration(value, group)
    sink.word(shift)
  }

  /// syslog's action: the number is always there.
  mutating func printSyslogAction(_ value: UInt64) {
    sink.number(signed(value, 32), .signed)
    let group = context.group("syslog_action")
    printComment(group.constant(value) ?? group.unknown)
  }

  /// shmctl and its kin: IPC_64 is a flag of the command.
  mutating func printIPCCommand(_ value: UInt64, _ group: ConstantGroup) {
    let command = value & 0xFFFF_FFFF & ~0x100
    if value & 0x100 != 0 && showsNames {
      sink.word("IPC_64")
      sink.separateFlags()
    }
    printConstants(command, group)
  }
}
