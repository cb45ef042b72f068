// Writes a core: headers, notes, and the copied memory with holes where it is zero.

import Primitives
import SystemPackage
import TargetMemory

/// Lays one core out and writes it.
struct CoreWriter {
  private let process: SavedProcess
  private let notes: [UInt8]
  /// Where each segment's bytes start in the file.
  private let offsets: [UInt64]
  private let size: UInt64

  private static let (fileHeaderSize, headerSize, sectionSize) = (64, 56, 64)
  private static let pageSize: UInt64 = 4096

  init(_ process: SavedProcess) {
    self.process = process
    notes = CoreNoteWriter(process).bytes
    let start = Self.fileHeaderSize + Self.headerSize * (process.segments.count + 1) + notes.count
    var next = (UInt64(start) + Self.pageSize - 1) & ~(Self.pageSize - 1)
    var offsets: [UInt64] = []
    for segment in process.segments {
      offsets.append(next)
      next += segment.savedSize
    }
    self.offsets = offsets
    size = next + (Self.isExtended(process) ? UInt64(Self.sectionSize) : 0)
  }

  /// `e_phnum` has 16 bits; larger numbers stand in a section header (gABI, `PN_XNUM`).
  private static func isExtended(_ process: SavedProcess) -> Bool {
    process.segments.count + 1 >= 0xffff
  }

  /// Writes everything. `progress` is told how many bytes of how many are done.
  func write(
    to file: borrowing SparseFile, progress: (UInt64, UInt64) -> Void
  ) throws(Errno) {
    let head = headerBytes
    try head.withBytes { bytes throws(Errno) in try file.write(bytes, at: 0) }
    let total = process.copied
    var done: UInt64 = 0
    for (segment, start) in zip(process.segments, offsets) {
      for run in segment.runs {
        let place = start + (run.range.start - segment.mapping.range.start)
        let bytes = process.arena.bytes[run.offset..<(run.offset + Int(run.range.size))]
        try file.write(UnsafeRawBufferPointer(rebasing: bytes), at: place)
        done += run.range.size
        progress(done, total)
      }
    }
    if Self.isExtended(process) {
      try section.withBytes { bytes throws(Errno) in
        try file.write(bytes, at: size - UInt64(Self.sectionSize))
      }
    }
    try file.resize(to: size)
  }

  private var headerBytes: [UInt8] {
    let count = process.segments.count + 1
    let isExtended = Self.isExtended(process)
    var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let (core, amd64): (UInt16, UInt16) = (4, 62)
    bytes.append(core)
    bytes.append(amd64)
    bytes.append(UInt32(1))
    bytes.append(UInt64(0))
    bytes.append(UInt64(Self.fileHeaderSize))
    bytes.append(isExtended ? size - UInt64(Self.sectionSize) : 0)
    bytes.append(UInt32(0))
    bytes.append(UInt16(Self.fileHeaderSize))
    bytes.append(UInt16(Self.headerSize))
    bytes.append(isExtended ? 0xffff : UInt16(count))
    bytes.append(isExtended ? UInt16(Self.sectionSize) : 0)
    bytes.append(isExtended ? UInt16(1) : 0)
    bytes.append(UInt16(0))
    appendHeader(
      to: &bytes, kind: 4, flags: 0, offset: UInt64(Self.fileHeaderSize + Self.headerSize * count),
      address: 0, saved: UInt64(notes.count), size: 0, alignment: 4)
    for (segment, offset) in zip(process.segments, offsets) {
      appendHeader(
        to: &bytes, kind: 1, flags: flags(segment.mapping.permissions), offset: offset,
        address: segment.mapping.range.start.raw, saved: segment.savedSize,
        size: segment.mapping.range.size, alignment: Self.pageSize)
    }
    return bytes + notes
  }

  private func flags(_ permissions: Permissions) -> UInt32 {
    (permissions.contains(.execute) ? 1 : 0) | (permissions.contains(.write) ? 2 : 0)
      | (permissions.contains(.read) ? 4 : 0)
  }

  /// Elf64_Phdr.
  private func appendHeader(
    to bytes: inout [UInt8], kind: UInt32, flags: UInt32, offset: UInt64, address: UInt64,
    saved: UInt64, size: UInt64, alignment: UInt64
  ) {
    bytes.append(kind)
    bytes.append(flags)
    for word in [offset, address, 0, saved, size, alignment] { bytes.append(word) }
  }

  /// Elf64_Shdr with the number of program headers in `sh_info`, and one section in `sh_size`.
  private var section: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendZeros(32)
    bytes.append(UInt64(1))
    bytes.append(UInt32(0))
    bytes.append(UInt32(process.segments.count + 1))
    bytes.appendZeros(16)
    return bytes
  }
}

extension [UInt8] {
  /// Lends the bytes to something that throws an errno.
  fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) throws(Errno) -> Void) throws(Errno) {
    var failure: Errno?
    withUnsafeBytes { bytes in
      do throws(Errno) { try body(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
