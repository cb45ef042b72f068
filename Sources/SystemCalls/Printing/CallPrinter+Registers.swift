// Registers of a traced thread: ptrace's offsets into them, and the sets that it reads and writes (sys/user.h).

extension CallPrinter {
  /// `8*ORIG_RAX`, `offsetof(struct user, u_debugreg)+56`: a place in `struct user`; an address behind its end.
  mutating func printUserOffset(_ value: UInt64) {
    guard let place = UserPlace(value, in: context) else { return printAddress(value) }
    if Sink.format == .text && options.constants != .abbreviated { printAddress(value) }
    guard showsNames else { return }
    if options.constants == .verbose { sink.beginComment() }
    sink.beginText()
    sink.word(place.prefix)
    sink.word(place.name)
    sink.word(place.suffix)
    if place.rest > 0 {
      sink.word("+")
      sink.number(place.rest, .unsigned)
    }
    sink.endText()
    if options.constants == .verbose { sink.endComment() }
  }

  /// A `struct iovec` and the registers that it leads to; the kernel stores in its length how many bytes it moved.
  mutating func printRegisterSet(at address: UInt64, form: ArgumentForm) {
    guard options.verbose.contains(call.number), let vector = read(address, exactly: 16) else {
      call.isHalfPrinted = false
      return sink.address(address)
    }
    let size = vector.load(UInt64.self, at: 8)
    sink.beginStruct()
    sink.field("iov_base", isFirst: true)
    printRegisters(at: vector.load(UInt64.self, at: 0), size: size, note: call.argument(2))
    if isEntry && Sink.format == .json { return }
    sink.field("iov_len")
    if isEntry { return sink.number(size, .unsigned) }
    printLength(call.saved, changedTo: size)
    sink.endStruct(isShortened: false)
  }

  /// What PTRACE_SETREGSET leaves to say after the call: the length, when the kernel has changed it.
  mutating func printRest(ofRegisterSet address: UInt64) {
    let size =
      options.verbose.contains(call.number) ? load(UInt64.self, at: address &+ 8) : nil
    if Sink.format == .json {
      sink.field("iov_len")
      printLength(call.saved, changedTo: size ?? call.saved)
    } else if let size, size != call.saved {
      sink.changedElement()
      sink.number(size, .unsigned)
    }
    sink.endStruct(isShortened: false)
  }

  private mutating func printLength(_ length: UInt64, changedTo after: UInt64) {
    if length == after { return sink.number(length, .unsigned) }
    sink.changing({ $0.number(length, .unsigned) }, after: { $0.number(after, .unsigned) })
  }

  /// The registers of a kind (NT_PRSTATUS, NT_PRFPREG), as many of them as there is room for.
  private mutating func printRegisters(at address: UInt64, size: UInt64, note: UInt64) {
    let views: [UInt64: StaticString] = [1: "user_regs", 2: "user_fpregs"]
    guard let name = views[note & 0xFFFF_FFFF], !failed, size > 0, size % 8 == 0 else {
      return printAddress(address)
    }
    let view = context.view(name)
    let known = Int(min(size, UInt64(view.size)))
    guard let bytes = read(address, exactly: known) else { return printAddress(address) }
    printStructure(bytes, view) { printer in
      if size > UInt64(known) && Sink.format == .text { printer.sink.word(", ...") }
    }
  }
}

/// A place in `struct user`: the last thing with a name at or before it.
private struct UserPlace {
  var prefix: StaticString = ""
  let name: Name
  var suffix: StaticString = ""
  /// Bytes behind the named thing's start.
  let rest: UInt64

  /// The registers in the kernel's order (struct user_regs_struct); strace has no names for those behind ss.
  private static let registers: [StaticString] = [
    "R15", "R14", "R13", "R12", "RBP", "RBX", "R11", "R10", "R9", "R8", "RAX", "RCX", "RDX", "RSI",
    "RDI", "ORIG_RAX", "RIP", "CS", "EFL", "RSP", "SS",
  ]

  /// nil for an offset behind the struct's end.
  init?(_ offset: UInt64, in context: DecodingContext) {
    let view = context.view("user_area")
    guard let offset = Int(exactly: offset), offset <= view.size else { return nil }
    if offset == view.size {
      (name, rest) = (Name("sizeof(struct user)"), 0)
    } else if let field = view.fields.last(where: { $0.offset <= offset }) {
      (prefix, name, suffix) = ("offsetof(struct user, ", field.name, ")")
      rest = UInt64(offset - field.offset)
    } else {
      let register = min(offset / 8, Self.registers.count - 1)
      (prefix, name) = ("8*", Name(Self.registers[register]))
      rest = UInt64(offset - register * 8)
    }
  }
}
