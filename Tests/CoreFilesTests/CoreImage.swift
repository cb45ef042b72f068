// Cores that tests write byte by byte: each field where the ELF gABI and Linux's fs/binfmt_elf.c put it.

/// Bytes that grow by numbers, little-endian.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func append<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  mutating func pad(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}

/// A segment of memory.
struct CoreSegment {
  var start: UInt64
  var size: UInt64
  /// PF_R 4, PF_W 2, PF_X 1.
  var flags: UInt32 = 6
  /// The bytes that are saved, from the start on.
  var content: [UInt8] = []
}

/// A core under construction.
struct CoreImage {
  var machine: UInt16 = 62
  var kind: UInt16 = 4
  var segments: [CoreSegment] = []
  /// NT_PRSTATUS for each; the stack pointer is 16 times the id.
  var threads: [Int32] = [100]
  /// NT_FILE: start, end, offset in pages, path.
  var files: [(UInt64, UInt64, UInt64, String)] = []
  var auxiliary: [(UInt64, UInt64)] = []
  /// A segment of which all is saved behind the end of `bytes`, where the test puts it.
  var tail: CoreSegment?
  /// The true number of program headers stands in a section header at the end.
  var hasExtendedCount = false

  var bytes: [UInt8] {
    let notes = noteBytes
    let headerCount = segments.count + (tail == nil ? 1 : 2)
    let notesStart = 64 + 56 * headerCount
    var offset = (notesStart + notes.count + 4095) / 4096 * 4096
    var headers = ByteWriter()
    appendHeader(&headers, kind: 4, flags: 0, notesStart, 0, notes.count, 0)
    var contents: [UInt8] = []
    for segment in segments {
      appendHeader(
        &headers, kind: 1, flags: segment.flags, offset, segment.start, segment.content.count,
        segment.size)
      contents += segment.content
      offset += segment.content.count
    }
    if let tail {
      appendHeader(
        &headers, kind: 1, flags: tail.flags, offset, tail.start, Int(tail.size), tail.size)
    }
    var file = ByteWriter()
    appendFileHeader(&file, headerCount, sections: hasExtendedCount ? offset : 0)
    file.bytes += headers.bytes + notes
    file.pad(to: 4096)
    file.bytes += contents
    if hasExtendedCount {
      file.bytes += [UInt8](repeating: 0, count: 44)
      file.append(UInt32(headerCount))
      file.bytes += [UInt8](repeating: 0, count: 16)
    }
    return file.bytes
  }

  private func appendFileHeader(_ file: inout ByteWriter, _ count: Int, sections: Int) {
    file.bytes += [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    file.append(kind)
    file.append(machine)
    file.append(UInt32(1))
    file.append(UInt64(0))
    file.append(UInt64(64))
    file.append(UInt64(sections))
    file.append(UInt32(0))
    file.append(UInt16(64))
    file.append(UInt16(56))
    file.append(hasExtendedCount ? UInt16(0xffff) : UInt16(count))
    file.append(UInt16(sections > 0 ? 64 : 0))
    file.append(UInt16(sections > 0 ? 1 : 0))
    file.append(UInt16(0))
  }

  private func appendHeader(
    _ headers: inout ByteWriter, kind: UInt32, flags: UInt32, _ offset: Int, _ address: UInt64,
    _ fileSize: Int, _ size: UInt64
  ) {
    headers.append(kind)
    headers.append(flags)
    headers.append(UInt64(offset))
    headers.append(address)
    headers.append(UInt64(0))
    headers.append(UInt64(fileSize))
    headers.append(size)
    headers.append(UInt64(4096))
  }

  private var noteBytes: [UInt8] {
    var notes = ByteWriter()
    for tid in threads { appendNote(&notes, 1, Self.threadStatus(tid)) }
    var vector = ByteWriter()
    for (key, value) in auxiliary + [(0, 0)] {
      vector.append(key)
      vector.append(value)
    }
    appendNote(&notes, 6, vector.bytes)
    if !files.isEmpty { appendNote(&notes, 0x4649_4c45, fileList) }
    return notes.bytes
  }

  private func appendNote(_ notes: inout ByteWriter, _ kind: UInt32, _ content: [UInt8]) {
    notes.append(UInt32(5))
    notes.append(UInt32(content.count))
    notes.append(kind)
    notes.bytes += Array("CORE\0\0\0\0".utf8) + content
    notes.pad(to: 4)
  }

  private static func threadStatus(_ tid: Int32) -> [UInt8] {
    var status = ByteWriter()
    status.bytes = [UInt8](repeating: 0, count: 32)
    status.append(tid)
    status.bytes += [UInt8](repeating: 0, count: 112 - 36)
    for register in 0..<27 { status.append(register == 19 ? UInt64(tid) * 16 : 0) }
    status.bytes += [UInt8](repeating: 0, count: 8)
    return status.bytes
  }

  private var fileList: [UInt8] {
    var list = ByteWriter()
    list.append(UInt64(files.count))
    list.append(UInt64(4096))
    for (start, end, offset, _) in files {
      list.append(start)
      list.append(end)
      list.append(offset)
    }
    for file in files { list.bytes += Array(file.3.utf8) + [0] }
    return list.bytes
  }
}
