// The value of an argument or a field, by its form.

extension CallPrinter {
  /// Prints a register as its form says: structs and arrays by the address in it.
  mutating func print(_ value: UInt64, as form: ArgumentForm) {
    if form.isPointer {
      printPointer(value, as: form)
    } else if !printNumber(value, as: form) && !printSpecial(value, as: form) {
      sink.number(value, .hexadecimal)
    }
  }

  /// Prints what is a number or the name of one; false for other kinds.
  private mutating func printNumber(_ value: UInt64, as form: ArgumentForm) -> Bool {
    switch form.kind {
    case .int: sink.number(signed(value, 32), .signed)
    case .unsigned: sink.number(value & 0xFFFF_FFFF, .unsigned)
    case .long: sink.number(value, .signed)
    case .size: sink.number(value, .unsigned)
    case .hexadecimal: sink.number(value, .hexadecimal)
    case .hexadecimal32: sink.number(value & 0xFFFF_FFFF, .hexadecimal)
    case .mode: sink.number(value & 0xFFFF, .mode)
    case .enumeration, .flags: printConstants(value, context.group(form))
    case .user: printUser(value)
    case .descriptor: printDescriptor(value)
    case .directory: printDirectory(value)
    case .othersDescriptor, .sharedDescriptor: printOthersDescriptor(value, form: form)
    case .signal: printSignal(value)
    case .exitSignal: printNamed(value, format: .unsigned, name: SignalNames.name(value))
    case .device: printDevice(value)
    case .fileMode, .nodeMode: printFileMode(value)
    case .resourceLimit: printLimit(value)
    case .unsignedOctal: sink.number(value, .mode)
    case .openMode: sink.number(value & 0xFFFF, .mode)
    case .time: printTime(value)
    case .ticks: printTicks(value)
    default: return false
    }
    return true
  }

  /// Prints the kinds that few calls have; false for none of them.
  private mutating func printSpecial(_ value: UInt64, as form: ArgumentForm) -> Bool {
    switch form.kind {
    case .ioctlCommand: printIoctlCommand(value)
    case .ioctlPointer: printIoctlPointer(value)
    case .ioPriority: printIOPriority(value)
    case .socketType: printSocketType(value)
    case .futexOperation: printFutexOperation(value)
    case .futexBits: printFutexBits(value)
    case .wakeOperation: printWakeOperation(value)
    case .syslogAction: printSyslogAction(value)
    case .sharedMemoryCommand: printIPCCommand(value, context.group("shm_command"))
    case .semaphoreCommand: printIPCCommand(value, context.group("sem_command"))
    case .queueCommand: printIPCCommand(value, context.group("msg_command"))
    case .deviceOfMode: printDevice(value & 0xFFFF_FFFF)
    case .processorOfFlags: sink.number(signed(value, 32), .signed)
    case .cloneTLS, .cloneChild, .remapAddress: printAddress(value)
    case .userOffset: printUserOffset(value)
    case .personality: printPersonality(value)
    case .nothing: break
    default: return false
    }
    return true
  }

  /// What lies behind a pointer; the pointer itself when it is NULL, unreadable or still to be written.
  private mutating func printPointer(_ value: UInt64, as form: ArgumentForm) {
    if value == 0 { return sink.null() }
    if !form.isText && !options.verbose.contains(call.number) {
      call.isHalfPrinted = false
      return sink.address(value)
    }
    if form.direction == .written && failed && !form.isShownAfterFailure {
      return sink.address(value)
    }
    switch form.shape {
    case .pointer: printReference(value, as: form)
    case .array: printArray(value, as: form)
    case .value: printPointee(value, as: form)
    }
  }

  private mutating func printPointee(_ value: UInt64, as form: ArgumentForm) {
    switch form.kind {
    case .path: printText(at: value, limit: 4095)
    case .string: printText(at: value, limit: stringLimit)
    case .taskName: printText(at: value, limit: min(stringLimit, 15))
    case .mountData, .mountType: printMountText(at: value, form: form)
    case .data, .hexadecimalData: printData(at: value, form: form)
    case .pathData: printPathData(at: value, form: form)
    case .structure: printStructure(at: value, form: form)
    case .argumentVector: printVector(at: value)
    case .environment: printEnvironment(at: value)
    case .ioVector, .ioAddresses: printIOVector(at: value, form: form)
    default: printRarePointee(value, as: form)
    }
  }

  /// The low `bits` of a register as a signed number.
  func signed(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    UInt64(bitPattern: Int64(bitPattern: value << (64 - bits)) >> Int64(64 - bits))
  }

  /// An address that is not followed.
  mutating func printAddress(_ value: UInt64) {
    if value == 0 { sink.null() } else { sink.address(value) }
  }

  /// A user or group: -1 means nobody in particular.
  private mutating func printUser(_ value: UInt64) {
    let user = UInt32(truncatingIfNeeded: value)
    sink.number(user == .max ? .max : UInt64(user), user == .max ? .signed : .unsigned)
  }
}

extension ArgumentForm {
  /// Strings and buffers, which `-e verbose=` does not concern, and what looks for itself whether it does.
  fileprivate var isText: Bool {
    switch kind {
    case _ where shape == .array: kind != .signalInformation
    case .path, .string, .taskName, .mountData, .mountType, .data, .hexadecimalData, .pathData,
      .hostName, .attribute, .attributeList, .argumentVector, .environment:
      shape == .value
    default: false
    }
  }

  /// What a failed call has written, or might have.
  fileprivate var isShownAfterFailure: Bool {
    switch kind {
    case .message, .timeLeft, .registerSet, .ioVector: true
    default: false
    }
  }
}
