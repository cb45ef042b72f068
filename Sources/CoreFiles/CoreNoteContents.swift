// What single notes of a core hold: the process, its mapped files.

import DebugInfo
import Primitives

/// NT_PRPSINFO: `struct elf_prpsinfo` of x86-64.
struct CoreProcess {
  let pid: Int32
  let user: UInt32
  /// At most 15 bytes.
  let name: [UInt8]
  /// At most 79 bytes, the arguments with blanks between them.
  let arguments: [UInt8]

  /// nil when it is too short.
  init?(_ content: UnsafeRawBufferPointer) {
    guard content.count >= 136 else { return nil }
    user = content.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
    pid = content.loadUnaligned(fromByteOffset: 24, as: Int32.self)
    name = Array(content[40..<56].prefix { $0 != 0 })
    arguments = Array(content[56..<136].prefix { $0 != 0 })
  }
}

/// An entry of NT_FILE: a piece of a file in memory.
struct CoreFileEntry {
  let range: AddressRange
  /// In the file, in bytes.
  let offset: UInt64
  /// In the process's own view.
  let path: [UInt8]
  /// The file's name was gone.
  let isDeleted: Bool

  /// The whole list: the number of entries, the page size, entries of start, end and offset in pages, and then the paths,
  /// each with a NUL (Linux's fs/binfmt_elf.c, `fill_files_note`). nil when it contradicts itself.
  static func list(_ content: UnsafeRawBufferPointer) -> [CoreFileEntry]? {
    var numbers = ByteCursor(content)
    let count = numbers.read(UInt64.self)
    let pageSize = numbers.read(UInt64.self)
    guard !numbers.failed, count <= UInt64(numbers.remaining / 24) else { return nil }
    var paths = numbers
    paths.skip(count * 24)
    var result: [CoreFileEntry] = []
    for _ in 0..<count {
      let start = numbers.read(UInt64.self)
      let end = numbers.read(UInt64.self)
      let (offset, overflow) = numbers.read(UInt64.self).multipliedReportingOverflow(by: pageSize)
      let path = paths.cString()
      guard !paths.failed, !overflow, start < end else { return nil }
      result.append(
        CoreFileEntry(
          AddressRange(Address(start), Address(end)), offset: offset, markedPath: Array(path)))
    }
    return result
  }

  private init(_ range: AddressRange, offset: UInt64, markedPath: [UInt8]) {
    self.range = range
    self.offset = offset
    let mark = Array(" (deleted)".utf8)
    isDeleted = markedPath.count > mark.count && markedPath.suffix(mark.count) == mark[...]
    path = isDeleted ? markedPath.dropLast(mark.count) : markedPath
  }
}
