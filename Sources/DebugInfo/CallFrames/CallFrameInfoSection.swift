// One section of call frame information: its common entries (CIE) and the headers of its function entries (FDE).

import Primitives

/// A parsed CIE (DWARF 5 §6.4.1; for `.eh_frame` the LSB, "Exception Frames").
struct CallFrameCommonEntry: Sendable {
  var codeAlignment: UInt64
  var dataAlignment: Int64
  var returnAddressRegister: UInt64
  var isSignalFrame = false
  var hasAugmentationData = false
  var pointerEncoding: UInt8 = 0
  var program: Range<Int>
}

/// `.eh_frame` or `.debug_frame`.
struct CallFrameSection: Sendable {
  let store: ByteStore
  /// The address of the section's first byte, for encodings relative to the place of the number.
  let start: Address
  let isExceptionFrame: Bool
  private(set) var commonEntries: [CallFrameCommonEntry] = []
  private var commonByOffset: [Int: Int?] = [:]

  init?(_ file: ElfFile, named name: String) {
    guard let section = file.section(named: name), section.kind != .nobits,
      let store = try? file.contents(of: section), store.count > 0
    else { return nil }
    self.init(store: store, start: section.range.start, isExceptionFrame: name == ".eh_frame")
  }

  init(store: ByteStore, start: Address, isExceptionFrame: Bool) {
    self.store = store
    self.start = start
    self.isExceptionFrame = isExceptionFrame
  }

  /// Every function entry that can be read.
  mutating func readEntries(section: Int) -> [CallFrameInfo.Entry] {
    var entries: [CallFrameInfo.Entry] = []
    var cursor = ByteCursor(store)
    while cursor.remaining >= 4, entries.count < CallFrameInfo.entryLimit {
      guard let record = Record(&cursor, isExceptionFrame: isExceptionFrame) else { break }
      if !record.isCommon, let entry = functionEntry(record, section: section) {
        entries.append(entry)
      }
      cursor.position = record.end
    }
    return entries
  }

  /// The length and the identifier that begin both kinds of entries.
  private struct Record {
    var isCommon: Bool
    /// For a function entry, where its common entry begins.
    var commonOffset: Int
    var content: Int
    var end: Int

    init?(_ cursor: inout ByteCursor, isExceptionFrame: Bool) {
      var length = UInt64(cursor.read(UInt32.self))
      var isWide = false
      if length == 0xffff_ffff {
        length = cursor.read(UInt64.self)
        isWide = true
      }
      // A length of 0 ends .eh_frame; linkers leave such in the middle too.
      guard !cursor.failed, length <= UInt64(cursor.remaining) else { return nil }
      end = cursor.position + Int(length)
      let place = cursor.position
      guard length >= (isWide && !isExceptionFrame ? 8 : 4) else {
        (isCommon, commonOffset, content) = (true, 0, end)
        return
      }
      let identifier =
        isWide && !isExceptionFrame ? cursor.read(UInt64.self) : UInt64(cursor.read(UInt32.self))
      content = cursor.position
      if isExceptionFrame {
        isCommon = identifier == 0
        commonOffset = place &- Int(truncatingIfNeeded: identifier)
      } else {
        isCommon = identifier == (isWide ? .max : 0xffff_ffff)
        commonOffset = Int(truncatingIfNeeded: identifier)
      }
    }
  }

  private mutating func functionEntry(
    _ record: Record, section: Int
  ) -> CallFrameInfo.Entry? {
    guard let common = commonEntry(at: record.commonOffset) else { return nil }
    let entry = commonEntries[common]
    var cursor = ByteCursor(store, from: record.content, to: record.end)
    guard let first = pointer(&cursor, encoding: entry.pointerEncoding) else { return nil }
    // The size has the pointer's format, but is a plain number.
    guard let size = pointer(&cursor, encoding: entry.pointerEncoding & 0x0f) else { return nil }
    if entry.hasAugmentationData { cursor.skip(cursor.uleb()) }
    guard !cursor.failed, size > 0 else { return nil }
    return CallFrameInfo.Entry(
      range: AddressRange(Address(first), size: size), section: section, common: common,
      program: cursor.position..<record.end)
  }

  private mutating func commonEntry(at offset: Int) -> Int? {
    if let known = commonByOffset[offset] { return known }
    var result: Int?
    if let parsed = parseCommonEntry(at: offset) {
      result = commonEntries.count
      commonEntries.append(parsed)
    }
    commonByOffset[offset] = .some(result)
    return result
  }

  private func parseCommonEntry(at offset: Int) -> CallFrameCommonEntry? {
    guard offset >= 0, offset < store.count else { return nil }
    var start = ByteCursor(store, from: offset)
    guard let record = Record(&start, isExceptionFrame: isExceptionFrame), record.isCommon else {
      return nil
    }
    var cursor = ByteCursor(store, from: record.content, to: record.end)
    let version = cursor.read(UInt8.self)
    guard version == 1 || version == 3 || version == 4 else { return nil }
    let augmentation = cursor.cString()
    if version == 4 {
      let addressSize = cursor.read(UInt8.self)
      let segmentSize = cursor.read(UInt8.self)
      guard addressSize == 8, segmentSize == 0 else { return nil }
    }
    let codeAlignment = cursor.uleb()
    let dataAlignment = cursor.sleb()
    let register = version == 1 ? UInt64(cursor.read(UInt8.self)) : cursor.uleb()
    var entry = CallFrameCommonEntry(
      codeAlignment: codeAlignment, dataAlignment: dataAlignment, returnAddressRegister: register,
      program: 0..<0)
    guard readAugmentation(augmentation, &cursor, &entry), !cursor.failed else { return nil }
    entry.program = cursor.position..<record.end
    return entry
  }

  /// The letters of the augmentation string; false for one that cannot be skipped.
  private func readAugmentation(
    _ letters: ByteString, _ cursor: inout ByteCursor, _ entry: inout CallFrameCommonEntry
  ) -> Bool {
    guard let first = letters.first else { return true }
    guard first == UInt8(ascii: "z") else { return false }
    entry.hasAugmentationData = true
    let size = cursor.uleb()
    guard size <= UInt64(cursor.remaining) else { return false }
    let end = cursor.position + Int(size)
    for letter in letters.dropFirst() {
      switch letter {
      case UInt8(ascii: "R"): entry.pointerEncoding = cursor.read()
      case UInt8(ascii: "L"): cursor.skip(1)
      case UInt8(ascii: "P"): _ = pointer(&cursor, encoding: cursor.read())
      case UInt8(ascii: "S"): entry.isSignalFrame = true
      default: break
      }
    }
    cursor.position = end
    return true
  }

  /// A number in one of the `DW_EH_PE_*` encodings (LSB, "DWARF Extensions"); nil for those that need the process.
  func pointer(_ cursor: inout ByteCursor, encoding: UInt8) -> UInt64? {
    let place = start + UInt64(cursor.position)
    let number: UInt64
    switch encoding & 0x0f {
    case 0x00, 0x04: number = cursor.read(UInt64.self)
    case 0x01: number = cursor.uleb()
    case 0x02: number = UInt64(cursor.read(UInt16.self))
    case 0x03: number = UInt64(cursor.read(UInt32.self))
    case 0x09: number = UInt64(bitPattern: cursor.sleb())
    case 0x0a: number = UInt64(bitPattern: Int64(cursor.read(Int16.self)))
    case 0x0b: number = UInt64(bitPattern: Int64(cursor.read(Int32.self)))
    case 0x0c: number = UInt64(bitPattern: cursor.read(Int64.self))
    default: return nil
    }
    guard !cursor.failed, encoding & 0x80 == 0 else { return nil }
    switch encoding & 0x70 {
    case 0x00: return number
    case 0x10: return place.raw &+ number
    default: return nil
    }
  }
}
