// A module's machine code and relocated data, out of its ELF file.

import DebugInfo
import Primitives

/// The image of a module as the interpretation reads it.
struct ModuleImage: CodeImage {
  private let elf: ElfFile
  private let segments: [Segment]
  /// Words that the loader writes: places and module addresses.
  private let relocated: [UInt64: UInt64]

  private struct Segment: Sendable {
    var start: UInt64
    var bytes: ByteString
  }

  init(elf: ElfFile) {
    self.elf = elf
    segments = elf.segments.filter { $0.kind == .load }.compactMap { segment in
      elf.bytes(at: segment.range.start).map { Segment(start: segment.range.start.raw, bytes: $0) }
    }
    var words: [UInt64: UInt64] = [:]
    for relocation in elf.relocations {
      switch relocation.kind {
      case .relative: words[relocation.place.raw] = UInt64(bitPattern: relocation.addend)
      case .absolute64:
        guard let symbol = relocation.symbol, !symbol.isUndefined else { continue }
        words[relocation.place.raw] = symbol.address.raw &+ UInt64(bitPattern: relocation.addend)
      default: break
      }
    }
    relocated = words
  }

  func bytes(at address: UInt64, count: Int) -> UnsafeRawBufferPointer? {
    for segment in segments where address >= segment.start {
      let offset = address - segment.start
      guard offset < UInt64(segment.bytes.count) else { continue }
      guard count >= 0, count <= segment.bytes.count - Int(offset) else { return nil }
      return UnsafeRawBufferPointer(
        rebasing: segment.bytes.bytes[Int(offset)..<(Int(offset) + count)])
    }
    return nil
  }

  func relocatedWord(at address: UInt64) -> UInt64? {
    relocated[address] ?? bytes(at: address, count: 8)?.loadUnaligned(as: UInt64.self)
  }
}
