// Processes: how they are made, how they end, what they may do.

extension CallPrinter {
  /// `[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]` (wait(2)).
  mutating func printWaitStatus(at address: UInt64) {
    // Nothing was waited for, nothing was written.
    guard result?.value != 0, let status = load(UInt32.self, at: address) else {
      return sink.address(address)
    }
    sink.beginArray()
    sink.beginText()
    if status & 0xFF == 0xFF && status != 0xFFFF {
      sink.number(UInt64(status), .hexadecimal)
    } else {
      sink.word("{")
      let rest = printWaitStatusParts(status)
      sink.word("}")
      printStopEvent(UInt64(rest))
    }
    sink.endText()
    sink.endArray(isShortened: false)
  }

  /// What wait's macros find in a status; returns the bits that they do not look at.
  private mutating func printWaitStatusParts(_ status: UInt32) -> UInt32 {
    let signal = status & 0x7F
    if status == 0xFFFF {
      sink.word("WIFCONTINUED(s)")
      return 0
    } else if signal == 0 {
      sink.word("WIFEXITED(s) && WEXITSTATUS(s) == ")
      sink.number(UInt64(status >> 8 & 0xFF), .unsigned)
      return status & ~0xFF00
    } else if status & 0xFF == 0x7F {
      sink.word("WIFSTOPPED(s) && WSTOPSIG(s) == ")
      printSignalName(UInt64(status >> 8 & 0x7F))
      // PTRACE_O_TRACESYSGOOD marks the stops of calls so.
      if status & 0x8000 != 0 { sink.word(" | 0x80") }
      return status & ~0xFFFF
    }
    sink.word("WIFSIGNALED(s) && WTERMSIG(s) == ")
    printSignalName(UInt64(signal))
    if status & 0x80 != 0 { sink.word(" && WCOREDUMP(s)") }
    return status & ~0xFF
  }

  /// The name whatever `-X` is, as strace has it here.
  private mutating func printSignalName(_ signal: UInt64) {
    if let name = SignalNames.name(signal) { sink.word(name) } else { sink.number(signal, .signed) }
  }

  /// `|PTRACE_EVENT_CLONE<<16`: why a tracee has stopped, in the upper half of its status.
  private mutating func printStopEvent(_ rest: UInt64) {
    if rest >> 16 != 0 {
      sink.word("|")
      printConstants(rest >> 16, context.group("ptrace_event"))
      sink.word("<<16")
    }
    if rest & 0xFFFF != 0 {
      sink.word("|")
      sink.number(rest & 0xFFFF, .hexadecimal)
    }
  }

  /// Two or one `struct __user_cap_data_struct`: 32 capabilities each, in three sets.
  mutating func printCapabilities(at address: UInt64) {
    let version = load(UInt32.self, at: call.argument(0)) ?? 0
    // _LINUX_CAPABILITY_VERSION_1 has one word only.
    let words = version == 0x1998_0330 ? 1 : 2
    guard let bytes = read(address, exactly: words * 12) else { return sink.address(address) }
    sink.beginStruct()
    for (index, name) in (["effective", "permitted", "inheritable"] as [StaticString]).enumerated()
    {
      sink.field(name, isFirst: index == 0)
      var set = UInt64(bytes.load(UInt32.self, at: index * 4))
      if words == 2 { set |= UInt64(bytes.load(UInt32.self, at: 12 + index * 4)) << 32 }
      printCapabilitySet(set)
    }
    sink.endStruct(isShortened: false)
  }

  /// `1<<CAP_CHOWN|…`; more than 32 are two numbers, each with its names.
  private mutating func printCapabilitySet(_ set: UInt64) {
    let high = set >> 32
    if options.constants == .abbreviated || Sink.format == .json || high == 0 {
      if set == 0 { return sink.number(0, .hexadecimal) }
      return printStyled(set, format: .hexadecimal) { $0.printCapabilityNames(set) }
    }
    printStyled(set & 0xFFFF_FFFF, format: .hexadecimal) {
      $0.printCapabilityNames(set & 0xFFFF_FFFF)
    }
    sink.separateFlags()
    printStyled(high, format: .hexadecimal) { $0.printCapabilityNames(high << 32) }
  }

  private mutating func printCapabilityNames(_ set: UInt64) {
    let group = context.group("capability")
    var rest = set
    var isFirst = true
    sink.beginFlags()
    while rest != 0 {
      let bit = UInt64(rest.trailingZeroBitCount)
      guard let name = group.constant(bit) else { break }
      sink.bit(name, isFirst: isFirst)
      isFirst = false
      rest &= rest - 1
    }
    if rest != 0 { sink.flag(rest, isFirst: isFirst) }
    sink.endFlags()
  }

  /// clone3's argument before the call: fields that say nothing are left out, its size is the next argument.
  mutating func printCloneArguments(at address: UInt64) {
    let size = Int(min(call.argument(1), 88))
    guard size >= 64, let given = read(address, exactly: size) else { return sink.address(address) }
    withUnsafeTemporaryAllocation(byteCount: 88, alignment: 8) { bytes in
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      bytes.copyMemory(from: given)
      printStructure(
        UnsafeRawBufferPointer(bytes), context.view("clone_args"),
        beyond: { $0.printGrowth(address, from: 88, to: $0.call.argument(1)) })
    }
  }

  /// The process's descriptor and the thread's id, where the kernel was asked to store them.
  mutating func printCloneResult(at address: UInt64) {
    guard let bytes = read(address, exactly: 64) else { return }
    let flags = bytes.load(UInt64.self, at: 0)
    let places: [(field: StaticString, flag: UInt64, place: UInt64, form: ArgumentForm)] = [
      ("pidfd", CloneFlags.descriptor, bytes.load(UInt64.self, at: 8), ArgumentForm(.descriptor)),
      ("parent_tid", CloneFlags.parentSetTID, bytes.load(UInt64.self, at: 24), ArgumentForm(.int)),
    ]
    let values = places.filter { flags & $0.flag != 0 }.compactMap { entry in
      load(UInt32.self, at: entry.place).map { (entry.field, UInt64($0), entry.form) }
    }
    if values.isEmpty { return }
    sink.changed()
    sink.beginStruct()
    for (index, (field, value, form)) in values.enumerated() {
      sink.field(field, isFirst: index == 0)
      sink.beginArray()
      print(value, as: form)
      sink.endArray(isShortened: false)
    }
    sink.endStruct(isShortened: false)
  }

  /// `PER_LINUX|ADDR_NO_RANDOMIZE`; all bits stand for a question.
  mutating func printPersonality(_ value: UInt64) {
    let value = value & 0xFFFF_FFFF
    if value == 0xFFFF_FFFF { return sink.number(value, .hexadecimal) }
    printConstants(value, context.group("personality"))
  }

  /// clone's third argument.
  mutating func printCloneParent(at address: UInt64) {
    guard !failed, let id = load(UInt32.self, at: address) else { return sink.address(address) }
    sink.beginArray()
    sink.number(UInt64(id), .signed)
    sink.endArray(isShortened: false)
  }
}

/// The bits of clone's flags that say which arguments it has (linux/sched.h).
enum CloneFlags {
  static let descriptor: UInt64 = 0x1000
  static let setTLS: UInt64 = 0x0008_0000
  static let parentSetTID: UInt64 = 0x0010_0000
  static let childClearTID: UInt64 = 0x0020_0000
  static let childSetTID: UInt64 = 0x0100_0000
}
