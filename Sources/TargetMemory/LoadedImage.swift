// A module's ELF header as it lies in the target's memory: enough to know the module without its file.

import Primitives

/// What the program headers of a loaded module say (ELF gABI, "Program Header").
public struct LoadedImage: Sendable {
  /// A segment that the loader maps.
  public struct Segment: Sendable {
    /// The module's own addresses.
    public let range: AddressRange
    public let isExecutable: Bool
    public let isWritable: Bool
  }

  /// Load address minus p_vaddr.
  public let bias: UInt64
  public let segments: [Segment]
  /// Empty when it has none.
  public let buildID: [UInt8]
  /// Bytes of its thread-local block; 0 without one.
  public let threadLocalSize: UInt64
  /// Its dynamic section, in the process; nil for static programs.
  public let dynamic: AddressRange?
  /// `.eh_frame_hdr`, by the module's own addresses; nil when it has none.
  public let exceptionFrameHeader: AddressRange?

  /// Reads the header that lies at `start`; nil when there is none, or it is not of a loadable x86-64 module.
  public init?(at start: Address, in reader: some MemoryReader) {
    guard let header = try? reader.value(Header.self, at: start), header.isLoadable,
      let entries = try? reader.values(
        ProgramHeader.self, at: start + header.programHeaders, count: Int(header.count)),
      let first = entries.first(where: { $0.kind == 1 && $0.offset == 0 })
    else { return nil }
    let bias = start.raw &- (first.address & ~4095)
    self.bias = bias
    segments = entries.filter { $0.kind == 1 && $0.memorySize > 0 }.map {
      Segment(
        range: AddressRange(Address($0.address), size: $0.memorySize),
        isExecutable: $0.flags & 1 != 0, isWritable: $0.flags & 2 != 0)
    }
    threadLocalSize = entries.first { $0.kind == 7 }?.memorySize ?? 0
    dynamic = entries.first { $0.kind == 2 }.map {
      AddressRange(Address($0.address &+ bias), size: $0.memorySize)
    }
    exceptionFrameHeader = entries.first { $0.kind == 0x6474_e550 }.map {
      AddressRange(Address($0.address), size: $0.memorySize)
    }
    buildID = Self.buildID(entries, bias: bias, reader)
  }

  private static func buildID(
    _ entries: [ProgramHeader], bias: UInt64, _ reader: some MemoryReader
  ) -> [UInt8] {
    for entry in entries where entry.kind == 4 && entry.memorySize <= 65536 {
      guard
        let notes = try? reader.bytes(
          at: Address(entry.address &+ bias), count: Int(entry.memorySize)),
        let found = buildID(inNotes: notes, alignment: entry.alignment == 8 ? 8 : 4)
      else { continue }
      return found
    }
    return []
  }

  /// NT_GNU_BUILD_ID: name `GNU\0`, type 3.
  private static func buildID(inNotes notes: [UInt8], alignment: Int) -> [UInt8]? {
    func word(_ offset: Int) -> Int {
      Int(notes[offset]) | Int(notes[offset + 1]) << 8 | Int(notes[offset + 2]) << 16
        | Int(notes[offset + 3]) << 24
    }
    var offset = 0
    while notes.count - offset >= 12 {
      let nameSize = word(offset)
      let size = word(offset + 4)
      let kind = word(offset + 8)
      let name = offset + 12
      let content = name + (nameSize + alignment - 1) / alignment * alignment
      guard content <= notes.count, size <= notes.count - content else { return nil }
      if kind == 3, nameSize == 4, notes[name..<(name + 4)] == [0x47, 0x4e, 0x55, 0] {
        return size <= 64 ? Array(notes[content..<(content + size)]) : nil
      }
      offset = content + (size + alignment - 1) / alignment * alignment
    }
    return nil
  }
}

/// Elf64_Ehdr.
private struct Header: BitwiseCopyable {
  let magic: UInt32
  let format: (UInt8, UInt8, UInt8, UInt8)
  let padding: UInt64
  let kind: UInt16
  let machine: UInt16
  let version: UInt32
  let entry: UInt64
  let programHeaders: UInt64
  let sectionHeaders: UInt64
  let flags: UInt32
  let size: UInt16
  let entrySize: UInt16
  let count: UInt16

  /// A 64-bit little-endian ET_EXEC or ET_DYN of x86-64, with program headers of the right size, at most 1,024.
  var isLoadable: Bool {
    magic == 0x464c_457f && format.0 == 2 && format.1 == 1 && (kind == 2 || kind == 3)
      && machine == 62 && entrySize == 56 && count > 0 && count <= 1024
      && programHeaders < 1 << 20
  }
}

/// Elf64_Phdr.
private struct ProgramHeader: BitwiseCopyable {
  let kind: UInt32
  let flags: UInt32
  let offset: UInt64
  let address: UInt64
  let physical: UInt64
  let fileSize: UInt64
  let memorySize: UInt64
  let alignment: UInt64
}
