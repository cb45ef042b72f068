// Reads the header of a line number program, versions 2 to 5 (DWARF 5 §6.2.4), and runs it.

import Primitives

/// The state of reading one table.
struct LineTableReader {
  let unit: DwarfUnit
  let section: ByteStore
  var encoding: DwarfEncoding
  /// After the header's fixed fields.
  var header: ByteCursor
  /// The opcodes.
  var program: ByteCursor
  var minimumLength: UInt64 = 1
  var startsAsStatement = true
  var lineBase: Int64 = 0
  var lineRange: UInt64 = 1
  /// Operand counts of the standard opcodes, by opcode minus 1.
  var operandCounts: [UInt8] = []
  var directories: [ByteString] = []
  var files: [LineFile] = []

  init?(unit: DwarfUnit, offset: UInt64) {
    self.unit = unit
    section = unit.file.sections.lines
    guard let start = Int(exactly: offset), start < section.count else { return nil }
    var cursor = ByteCursor(section, from: start)
    var length = UInt64(cursor.read(UInt32.self))
    let isLarge = length == 0xffff_ffff
    if isLarge { length = cursor.read() }
    guard !cursor.failed, length <= UInt64(cursor.remaining) else { return nil }
    let end = cursor.position + Int(length)
    header = ByteCursor(section, from: cursor.position, to: end)
    program = header
    let version = header.read(UInt16.self)
    guard 2...5 ~= version else { return nil }
    var addressSize = unit.encoding.addressSize
    if version == 5 {
      addressSize = header.read()
      header.skip(1)
    }
    guard addressSize == 8 || addressSize == 4 else { return nil }
    encoding = DwarfEncoding(
      version: UInt8(version), addressSize: addressSize, offsetSize: isLarge ? 8 : 4)
    let headerLength = header.unsigned(size: isLarge ? 8 : 4)
    guard !header.failed, headerLength <= UInt64(header.remaining) else { return nil }
    program.position = header.position + Int(headerLength)
    guard readFixedFields() else { return nil }
    if version == 5 { readEntryTables() } else { readOldTables() }
  }

  private mutating func readFixedFields() -> Bool {
    minimumLength = UInt64(header.read(UInt8.self))
    // Operations per instruction: more than one only on VLIW machines, which x86-64 is not.
    if encoding.version >= 4 { header.skip(1) }
    startsAsStatement = header.read(UInt8.self) != 0
    lineBase = Int64(header.read(Int8.self))
    lineRange = UInt64(header.read(UInt8.self))
    let opcodeBase = header.read(UInt8.self)
    guard lineRange > 0, opcodeBase > 0 else { return false }
    operandCounts = (1..<max(opcodeBase, 1)).map { _ in header.read() }
    return !header.failed
  }

  /// Versions 2 to 4: lists of strings; index 0 stands for the unit itself.
  private mutating func readOldTables() {
    directories = [unit.compilationDirectory]
    files = [LineFile(name: unit.root?.name ?? .empty)]
    while true {
      let name = header.cString()
      if header.failed || name.isEmpty { break }
      directories.append(name)
    }
    while true {
      let name = header.cString()
      if header.failed || name.isEmpty { break }
      let directory = header.uleb()
      header.skipLEB()
      header.skipLEB()
      files.append(LineFile(name: name, directory: directory))
    }
  }

  /// Version 5: tables whose columns are described before them.
  private mutating func readEntryTables() {
    directories = readEntries().map(\.name)
    files = readEntries()
  }

  private mutating func readEntries() -> [LineFile] {
    let columns = (0..<header.read(UInt8.self)).map { _ in
      let content = header.uleb()
      let form = DwarfForm(rawValue: UInt16(exactly: header.uleb()) ?? 0)
      return (
        content,
        AttributeSpecification(
          name: DwarfAttribute(rawValue: 0), form: form, storage: FormStorage(form, encoding),
          implicit: 0)
      )
    }
    let count = header.uleb()
    var entries: [LineFile] = []
    // An entry without columns takes no bytes: a hostile count of them would never end.
    while UInt64(entries.count) < count, !columns.isEmpty {
      let start = header.position
      var entry = LineFile()
      for (content, specification) in columns {
        take(header.attribute(specification, encoding), as: content, into: &entry)
      }
      guard !header.failed, header.position > start else { break }
      entries.append(entry)
    }
    return entries
  }

  /// `DW_LNCT_`: 1 path, 2 directory index, 5 MD5; times and sizes are not kept.
  private func take(_ value: AttributeValue, as content: UInt64, into entry: inout LineFile) {
    switch content {
    case 1: entry.name = string(value) ?? .empty
    case 2: entry.directory = value.unsigned ?? 0
    case 5 where value.form == .data16:
      entry.checksum = bytes(value) ?? .empty
    default: break
    }
  }

  /// Inline strings stand in the line section, not in the unit's.
  private func string(_ value: AttributeValue) -> ByteString? {
    value.form == .string ? bytes(value) : unit.string(value)
  }

  private func bytes(_ value: AttributeValue) -> ByteString? {
    Int(exactly: value.raw).flatMap { section.slice(at: $0, count: value.length) }
      .map { ByteString($0) }
  }
}

extension DwarfUnit {
  /// `DW_AT_comp_dir`; empty when the unit does not say.
  public var compilationDirectory: ByteString {
    root?.string(.compDir) ?? skeleton?.compilationDirectory ?? .empty
  }
}
