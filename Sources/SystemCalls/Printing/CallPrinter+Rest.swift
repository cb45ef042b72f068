// Buffers of calls that stand alone: mincore, msgsnd, terminals.

extension CallPrinter {
  /// mincore's vector: a byte for each page, of which the lowest bit counts.
  mutating func printResidentPages(at address: UInt64, size: UInt64) {
    let count = (size &+ 4095) / 4096
    let limit = isAbbreviated ? UInt64(stringLimit) : 1 << 16
    guard let bytes = read(address, exactly: Int(min(count, limit))) else {
      return sink.address(address)
    }
    sink.beginArray()
    for (index, byte) in bytes.enumerated() {
      sink.element(isFirst: index == 0)
      sink.number(UInt64(byte & 1), .unsigned)
    }
    sink.endArray(isShortened: count > limit)
  }

  /// msgsnd's and msgrcv's buffer: a type, then the text.
  mutating func printMessageBuffer(at address: UInt64, form: ArgumentForm) {
    guard let type = load(UInt64.self, at: address) else { return sink.address(address) }
    sink.beginStruct()
    sink.field("mtype", isFirst: true)
    sink.number(type, .signed)
    sink.field("mtext")
    printBytes(at: address &+ 8, count: length(of: form))
    sink.endStruct(isShortened: false)
  }

  /// mount's type and data: a bind, a move or a change of propagation needs neither, a new look at a mount no type.
  mutating func printMountText(at address: UInt64, form: ArgumentForm) {
    let isType = form.kind == .mountType
    // MS_BIND, MS_MOVE, MS_UNBINDABLE to MS_SHARED; MS_REMOUNT.
    let changes: UInt64 = 4096 | 8192 | 0x1E_0000 | (isType ? 32 : 0)
    var flags = call.argument(Int(form.index))
    // MS_MGC_VAL, which old programs add.
    if flags & 0xFFFF_0000 == 0xC0ED_0000 { flags &= 0xFFFF }
    if flags & changes != 0 { return sink.address(address) }
    printText(at: address, limit: stringLimit)
  }

  /// mq_open's last argument.
  mutating func printQueueAttributes(at address: UInt64) {
    guard let bytes = read(address, exactly: 64) else { return sink.address(address) }
    printStructure(bytes, context.view("mq_attr"))
  }

  /// A `struct termios`: the four words of flags; with `-v` also what follows.
  mutating func printTerminal(at address: UInt64) {
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: 36) else {
      return sink.address(address)
    }
    sink.beginStruct()
    for (index, name) in Self.terminalWords.enumerated() {
      sink.field(name, isFirst: index == 0)
      let value = UInt64(bytes.load(UInt32.self, at: index * 4))
      printConstants(value, context.group(Self.terminalGroups[index]))
    }
    if !isAbbreviated {
      sink.field("c_line")
      printConstants(UInt64(bytes[16]), context.group("line_discipline"))
      sink.field("c_cc")
      printControlCharacters(bytes.slice(at: 17, count: 19))
    }
    sink.endStruct(isShortened: isAbbreviated)
  }

  /// `[[VINTR]=0x3, …]`: what each key is.
  private mutating func printControlCharacters(_ bytes: UnsafeRawBufferPointer) {
    sink.beginArray()
    for (index, byte) in bytes.enumerated() {
      sink.element(isFirst: index == 0)
      if Sink.format == .text {
        sink.word("[")
        printEnumeration(UInt64(index), context.group("control_character"))
        sink.word("]=")
      }
      sink.number(UInt64(byte), .hexadecimal)
    }
    sink.endArray(isShortened: false)
  }

  private static var terminalWords: [StaticString] { ["c_iflag", "c_oflag", "c_cflag", "c_lflag"] }
  private static var terminalGroups: [StaticString] {
    ["terminal_input", "terminal_output", "terminal_control", "terminal_local"]
  }
}
