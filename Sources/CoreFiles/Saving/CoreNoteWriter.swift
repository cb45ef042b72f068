// Writes the notes of a core as Linux does (fs/binfmt_elf.c, `fill_note_info`), in its order: gdb goes by it.

import Primitives
import TargetMemory

/// Bytes of notes that grow.
struct CoreNoteWriter {
  private(set) var bytes: [UInt8] = []

  /// All notes of a process: the first thread's status, the process's notes, the first thread's other registers, and then the
  /// other threads.
  init(_ process: SavedProcess) {
    let threads = Self.mainFirst(process)
    for (index, thread) in threads.enumerated() {
      append(1, threadStatus(thread, process))
      if index == 0 { appendProcess(process, signal: thread.signal) }
      if let floating = thread.floating { append(2, floating) }
      if let extended = thread.extended { append(0x202, extended, owner: "LINUX") }
    }
    if threads.isEmpty { appendProcess(process, signal: nil) }
    append(ThreadNameNote.kind, ThreadNameNote.content(threads), owner: ThreadNameNote.owner)
  }

  private static func mainFirst(_ process: SavedProcess) -> [SavedThread] {
    let isFirst = { (thread: SavedThread) in thread.facts.tid == process.facts.pid }
    return process.threads.filter(isFirst) + process.threads.filter { !isFirst($0) }
  }

  private mutating func appendProcess(_ process: SavedProcess, signal: [UInt8]?) {
    append(3, processInfo(process))
    if let signal { append(0x5349_4749, signal) }
    append(6, auxiliaryVector(process.facts.auxiliary))
    append(0x4649_4c45, fileList(process.segments))
  }

  /// Sizes of name and descriptor, type, name, descriptor, both padded to four bytes (gABI, "Note Section").
  private mutating func append(_ kind: UInt32, _ content: [UInt8], owner: String = "CORE") {
    let name = Array(owner.utf8) + [0]
    bytes.append(UInt32(name.count))
    bytes.append(UInt32(content.count))
    bytes.append(kind)
    for part in [name, content] {
      bytes += part
      bytes.appendZeros((4 - part.count % 4) % 4)
    }
  }

  /// `struct elf_prstatus`; times and signal masks are left 0.
  private func threadStatus(_ thread: SavedThread, _ process: SavedProcess) -> [UInt8] {
    var status: [UInt8] = []
    let number = thread.signal.map { Array($0.prefix(4)) } ?? [0, 0, 0, 0]
    status += number
    status.appendZeros(8)
    status += number.prefix(2)
    status.appendZeros(32 - status.count)
    status.append(thread.facts.tid)
    appendFamily(process.family, to: &status)
    status.appendZeros(112 - status.count)
    status += thread.general.prefix(ThreadRegisters.byteCount)
    status.appendZeros(328 - status.count)
    status.append(Int32(thread.floating == nil ? 0 : 1))
    status.appendZeros(4)
    return status
  }

  private func appendFamily(_ family: ProcessFamily, to bytes: inout [UInt8]) {
    bytes.append(family.parent)
    bytes.append(family.group)
    bytes.append(family.session)
  }

  /// `struct elf_prpsinfo`.
  private func processInfo(_ process: SavedProcess) -> [UInt8] {
    let facts = process.facts
    let state = facts.state ?? UInt8(ascii: "S")
    // The kernel's numbers for the letters.
    let letters = Array("RSDTZW".utf8)
    var info: [UInt8] = [
      UInt8(letters.firstIndex(of: state) ?? 1), state, state == UInt8(ascii: "Z") ? 1 : 0, 0,
    ]
    info.appendZeros(12)
    info.append(facts.user)
    info.append(process.family.userGroup)
    info.append(facts.pid)
    appendFamily(process.family, to: &info)
    info += facts.name.prefix(15)
    info.appendZeros(56 - info.count)
    info += facts.arguments.joined(separator: [UInt8(ascii: " ")]).prefix(79)
    info.appendZeros(136 - info.count)
    return info
  }

  private func auxiliaryVector(_ vector: [UInt64: UInt64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (key, value) in vector.sorted(by: { $0.key < $1.key }) + [(0, 0)] {
      bytes.append(key)
      bytes.append(value)
    }
    return bytes
  }

  /// NT_FILE: the number of entries, the page size, entries of start, end and offset in pages, and then the paths.
  private func fileList(_ segments: [SavedSegment]) -> [UInt8] {
    let files = segments.map(\.mapping).filter { $0.kind == .file }
    var bytes: [UInt8] = []
    bytes.append(UInt64(files.count))
    bytes.append(UInt64(4096))
    for file in files {
      bytes.append(file.range.start.raw)
      bytes.append(file.range.end.raw)
      bytes.append(file.offset / 4096)
    }
    for file in files {
      bytes += file.name + (file.isDeleted ? Array(" (deleted)".utf8) : []) + [0]
    }
    return bytes
  }
}

extension [UInt8] {
  /// The value's own bytes, little-endian as x86-64's are.
  mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { self += $0 }
  }

  mutating func appendZeros(_ count: Int) {
    append(contentsOf: repeatElement(0, count: Swift.max(count, 0)))
  }
}
