// Programs of the classic BPF, which filter packets and system calls (linux/filter.h, linux/bpf_common.h).

/// What a filter is for: its numbers mean different things.
enum FilterPurpose {
  case seccomp, socket
}

extension CallPrinter {
  /// A `struct sock_fprog`.
  mutating func printFilterProgram(at address: UInt64, of purpose: FilterPurpose) {
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: 16) else {
      return sink.address(address)
    }
    let count = UInt64(bytes.load(UInt16.self, at: 0))
    let steps = bytes.load(UInt64.self, at: 8)
    sink.beginStruct()
    sink.field("len", isFirst: true)
    sink.number(count, .unsigned)
    sink.field("filter")
    if steps == 0 { sink.null() } else { printFilterSteps(at: steps, count: count, of: purpose) }
    sink.endStruct(isShortened: false)
  }

  /// An array of `struct sock_filter`, or where it is when structs are abbreviated.
  mutating func printFilterSteps(at address: UInt64, count: UInt64, of purpose: FilterPurpose) {
    if isAbbreviated || !options.verbose.contains(call.number) { return sink.address(address) }
    if count == 0 { return printEmptyArray() }
    // The kernel takes no longer programs (BPF_MAXINSNS).
    let steps = readElements(address, count: count, limit: 4096, width: 8)
    if steps.bytes.isEmpty { return sink.address(address) }
    sink.beginArray()
    for start in stride(from: 0, to: steps.bytes.count, by: 8) {
      sink.element(isFirst: start == 0)
      printStep(FilterStep(steps.bytes.slice(at: start, count: 8)), of: purpose)
    }
    if let unreadable = steps.unreadable { sink.unreadable(unreadable) }
    sink.endArray(isShortened: steps.isShortened)
  }

  private mutating func printStep(_ step: FilterStep, of purpose: FilterPurpose) {
    let isJump = step.jumpTrue != 0 || step.jumpFalse != 0
    sink.beginFunction(isJump ? "BPF_JUMP" : "BPF_STMT")
    printCode(step)
    sink.nextParameter()
    if isJump {
      sink.number(step.operand, .hexadecimal)
      for distance in [step.jumpTrue, step.jumpFalse] {
        sink.nextParameter()
        sink.number(distance, .hexadecimal)
      }
    } else {
      printOperand(step, of: purpose)
    }
    sink.endFunction()
  }

  /// `BPF_LD|BPF_W|BPF_ABS`: the class decides what the other bits are.
  private mutating func printCode(_ step: FilterStep) {
    let code = step.code
    printBits(code & 7, "bpf_class")
    switch step.kind {
    case .load:
      printMore(code & 0x18, "bpf_size")
      printMore(code & 0xE0, "bpf_mode")
    case .store: printUnknown(code & ~7)
    case .arithmetic, .jump:
      printMore(code & 0x08, "bpf_operand")
      printMore(code & 0xF0, step.kind == .jump ? "bpf_jump" : "bpf_arithmetic")
    case .end:
      printMore(code & 0x18, "bpf_returned")
      printUnknown(code & ~0x1F)
    case .transfer:
      printMore(code & 0xF8, "bpf_transfer")
      printUnknown(code & ~0xFF)
    }
  }

  private mutating func printBits(_ value: UInt64, _ group: StaticString) {
    printEnumeration(value, context.group(group))
  }

  private mutating func printMore(_ value: UInt64, _ group: StaticString) {
    sink.word("|")
    printBits(value, group)
  }

  /// Bits that mean nothing in this class; strace says so whatever `-X` is.
  private mutating func printUnknown(_ value: UInt64) {
    if value == 0 { return }
    sink.word("|")
    sink.number(value, .hexadecimal)
    printComment(Name("BPF_???"))
  }

  private mutating func printOperand(_ step: FilterStep, of purpose: FilterPurpose) {
    switch (purpose, step.kind) {
    case (.seccomp, .end):
      printBits(step.operand & 0xFFFF_0000, "seccomp_action")
      if step.operand & 0xFFFF != 0 {
        sink.word("|")
        sink.number(step.operand & 0xFFFF, .hexadecimal)
      }
    case (.socket, .load) where step.code & 0xE7 == 0x20: printPacketOffset(step.operand)
    default: sink.number(step.operand, .hexadecimal)
    }
  }

  /// Where BPF_ABS loads from: at negative offsets are the kernel's own data and the headers (SKF_AD_OFF and its kin).
  private mutating func printPacketOffset(_ offset: UInt64) {
    let areas: [(start: UInt64, name: StaticString)] = [
      (0xFFFF_F000, "SKF_AD_OFF"), (0xFFF0_0000, "SKF_NET_OFF"), (0xFFE0_0000, "SKF_LL_OFF"),
    ]
    guard let area = areas.first(where: { offset >= $0.start }) else {
      return sink.number(offset, .hexadecimal)
    }
    printNamed(area.start, format: .hexadecimal, name: Name(area.name))
    sink.word("+")
    if area.start == areas[0].start {
      printBits(offset - area.start, "socket_filter_data")
    } else {
      sink.number(offset - area.start, .unsigned)
    }
  }
}

/// One `struct sock_filter`.
private struct FilterStep {
  /// What its class, the lowest three bits of the code, lets it do.
  enum Kind {
    case load, store, arithmetic, jump, end, transfer
  }

  let code: UInt64
  /// Steps to leave out.
  let jumpTrue: UInt64
  let jumpFalse: UInt64
  let operand: UInt64

  init(_ bytes: UnsafeRawBufferPointer) {
    code = UInt64(bytes.load(UInt16.self, at: 0))
    jumpTrue = UInt64(bytes.load(UInt8.self, at: 2))
    jumpFalse = UInt64(bytes.load(UInt8.self, at: 3))
    operand = UInt64(bytes.load(UInt32.self, at: 4))
  }

  var kind: Kind {
    switch code & 7 {
    case 0, 1: .load
    case 2, 3: .store
    case 4: .arithmetic
    case 5: .jump
    case 6: .end
    default: .transfer
    }
  }
}
