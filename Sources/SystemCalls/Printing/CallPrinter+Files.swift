// Modes, device numbers, directory entries, file systems.

extension CallPrinter {
  /// `S_IFREG|S_ISUID|0644`.
  mutating func printFileMode(_ value: UInt64) {
    let mode = UInt32(truncatingIfNeeded: value)
    guard let kind = FileMode.name(mode) else { return sink.number(value & 0xFFFF, .mode) }
    printStyled(value & 0xFFFF, format: .mode) { printer in
      printer.sink.beginFlags()
      printer.sink.flag(kind, isFirst: true)
      for (bit, name) in Self.specialBits where mode & bit != 0 {
        printer.sink.flag(name, isFirst: false)
      }
      printer.sink.flag(mode: UInt64(mode & 0o777))
      printer.sink.endFlags()
    }
  }

  private static var specialBits: [(UInt32, Name)] {
    [(0o4000, Name("S_ISUID")), (0o2000, Name("S_ISGID")), (0o1000, Name("S_ISVTX"))]
  }

  /// `makedev(0x8, 0x1)`, in the kernel's encoding (`new_decode_dev` and glibc's `gnu_dev_major`).
  mutating func printDevice(_ value: UInt64) {
    let major = (value >> 8 & 0xFFF) | (value >> 32 & 0xFFFF_F000)
    let minor = (value & 0xFF) | (value >> 12 & 0xFFFF_FF00)
    if options.constants == .raw && Sink.format == .text { return sink.number(value, .hexadecimal) }
    if options.constants == .verbose && Sink.format == .text {
      sink.number(value, .hexadecimal)
      sink.beginComment()
    }
    sink.beginFunction("makedev")
    sink.number(major, .hexadecimal)
    sink.nextParameter()
    sink.number(minor, .hexadecimal)
    sink.endFunction()
    if options.constants == .verbose && Sink.format == .text { sink.endComment() }
  }

  mutating func printFileSystemID(_ bytes: UnsafeRawBufferPointer) {
    sink.beginStruct()
    sink.field("val", isFirst: true)
    sink.beginArray()
    for index in 0..<2 {
      sink.element(isFirst: index == 0)
      sink.number(UInt64(bytes.load(UInt32.self, at: index * 4)), .hexadecimal)
    }
    sink.endArray(isShortened: false)
    sink.endStruct(isShortened: false)
  }

  /// `0x55… /* 30 entries */`, or the entries.
  mutating func printDirectoryEntries(at address: UInt64, form: ArgumentForm) {
    let size = Int(clamping: length(of: form))
    guard let bytes = read(address, exactly: size) else { return sink.address(address) }
    let entries = entries(of: bytes)
    if isAbbreviated {
      sink.address(address)
      sink.beginComment()
      sink.number(UInt64(entries.count), .unsigned)
      sink.word(entries.count == 1 ? " entry" : " entries")
      return sink.endComment()
    }
    sink.beginArray()
    for (index, entry) in entries.enumerated() {
      sink.element(isFirst: index == 0)
      printEntry(entry, is64: form.kind == .directoryEntries64)
    }
    sink.endArray(isShortened: false)
  }

  /// Each entry says how long it is; the first that cannot be right ends the list.
  private func entries(of bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    var entries: [UnsafeRawBufferPointer] = []
    var start = 0
    while start + 19 < bytes.count {
      let length = Int(bytes.load(UInt16.self, at: start + 16))
      guard length >= 20, start + length <= bytes.count else { break }
      entries.append(bytes.slice(at: start, count: length))
      start += length
    }
    return entries
  }

  private mutating func printEntry(_ entry: UnsafeRawBufferPointer, is64: Bool) {
    let kind = UInt64(is64 ? entry[18] : entry[entry.count - 1])
    let name = entry.slice(at: is64 ? 19 : 18, count: entry.count - (is64 ? 19 : 19))
    sink.beginStruct()
    sink.field("d_ino", isFirst: true)
    sink.number(entry.load(UInt64.self, at: 0), .unsigned)
    sink.field("d_off")
    sink.number(entry.load(UInt64.self, at: 8), .signed)
    sink.field("d_reclen")
    sink.number(UInt64(entry.count), .unsigned)
    if is64 { printEntryType(kind) }
    sink.field("d_name")
    let end = name.firstIndex(of: 0) ?? name.count
    sink.string(name.slice(at: 0, count: end), style: options.strings)
    if !is64 { printEntryType(kind) }
    sink.endStruct(isShortened: false)
  }

  private mutating func printEntryType(_ kind: UInt64) {
    sink.field("d_type")
    printConstants(kind, context.group("file_type"))
  }
}
