// The ELF header, program headers and section headers, parsed once and checked (ELF gABI, chapters 4 and 5).

import Primitives

/// What `e_type` says the file is.
public enum ElfKind: UInt16, Sendable {
  case relocatable = 1
  case executable = 2
  case shared = 3
  case core = 4
}

/// The fields of the ELF header that anything here needs.
public struct ElfHeader: Sendable {
  public let kind: ElfKind
  var entry: UInt64
  /// Where the program headers start in the file.
  public let programHeaders: UInt64
  var sectionHeaders: UInt64
  /// As the header claims. 0xffff of a core that was cut off means that its true number is lost (gABI, `PN_XNUM`).
  public private(set) var programHeaderCount: UInt64
  var sectionHeaderCount: UInt64
  var sectionNamesIndex: UInt64

  /// In bytes, of this header and of one program header.
  public static let size = 64
  public static let programHeaderSize = 56
  static let sectionHeaderSize = 64
  static let amd64: UInt16 = 62

  /// Reads the header at the start of a file of x86-64.
  public init(_ store: ByteStore) throws(ElfError) {
    guard store.load(UInt32.self, at: 0) == 0x464c_457f, store.count >= Self.size else {
      throw .notElf
    }
    guard store.load(UInt8.self, at: 4) == 2 else { throw .not64Bit }
    guard store.load(UInt8.self, at: 5) == 1 else { throw .bigEndian }
    var cursor = ByteCursor(store, from: 16)
    let rawKind = cursor.read(UInt16.self)
    let machine = cursor.read(UInt16.self)
    guard machine == Self.amd64 else { throw .machine(machine) }
    guard let kind = ElfKind(rawValue: rawKind) else { throw .damaged(.header) }
    self.kind = kind
    cursor.skip(4)
    entry = cursor.read()
    programHeaders = cursor.read()
    sectionHeaders = cursor.read()
    cursor.skip(6)
    let programHeaderSize = cursor.read(UInt16.self)
    programHeaderCount = UInt64(cursor.read(UInt16.self))
    let sectionHeaderSize = cursor.read(UInt16.self)
    sectionHeaderCount = UInt64(cursor.read(UInt16.self))
    sectionNamesIndex = UInt64(cursor.read(UInt16.self))
    guard programHeaderCount == 0 || Int(programHeaderSize) == Self.programHeaderSize,
      sectionHeaders == 0 || Int(sectionHeaderSize) == Self.sectionHeaderSize
    else { throw .damaged(.header) }
    try extendCounts(store)
  }

  /// Counts that do not fit 16 bits stand in the first section header (gABI, "Extended section numbering").
  private mutating func extendCounts(_ store: ByteStore) throws(ElfError) {
    let overflowing = programHeaderCount == 0xffff || sectionNamesIndex == 0xffff
    guard sectionHeaders != 0, sectionHeaderCount == 0 || overflowing else { return }
    guard let first = RawSectionHeader(store, at: sectionHeaders) else {
      // The kernel writes a core's section header at its very end.
      if kind == .core { return }
      throw .damaged(.sectionHeaders)
    }
    if sectionHeaderCount == 0 { sectionHeaderCount = first.size }
    if programHeaderCount == 0xffff { programHeaderCount = UInt64(first.info) }
    if sectionNamesIndex == 0xffff { sectionNamesIndex = UInt64(first.link) }
  }
}

/// A program header.
public struct ElfSegment: Sendable {
  /// `p_type`, of which a few have names here.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let load = Kind(rawValue: 1)
    public static let dynamic = Kind(rawValue: 2)
    public static let note = Kind(rawValue: 4)
    public static let tls = Kind(rawValue: 7)
    public static let gnuEhFrame = Kind(rawValue: 0x6474_e550)
    public static let gnuRelro = Kind(rawValue: 0x6474_e552)
  }

  public let kind: Kind
  public let isExecutable: Bool
  public let isWritable: Bool
  public let isReadable: Bool
  /// Where its bytes start in the file.
  public let fileOffset: UInt64
  /// Bytes in the file; the rest of `range` is zero.
  public let fileSize: UInt64
  /// The module's own addresses (`p_vaddr`, `p_memsz`).
  public let range: AddressRange
  /// In bytes.
  public let alignment: UInt64

  /// Reads the program header at an offset of the file. Throws when it does not lie wholly inside.
  public init(_ store: ByteStore, at offset: Int) throws(ElfError) {
    var cursor = ByteCursor(store, from: offset)
    kind = Kind(rawValue: cursor.read())
    let flags = cursor.read(UInt32.self)
    isExecutable = flags & 1 != 0
    isWritable = flags & 2 != 0
    isReadable = flags & 4 != 0
    fileOffset = cursor.read()
    let start = cursor.read(UInt64.self)
    cursor.skip(8)
    fileSize = cursor.read()
    range = AddressRange(Address(start), size: cursor.read())
    alignment = cursor.read()
    if cursor.failed { throw .damaged(.programHeaders) }
  }
}

/// A section header as it stands in the file.
struct RawSectionHeader {
  var name: UInt32
  var type: UInt32
  var flags: UInt64
  var address: UInt64
  var offset: UInt64
  var size: UInt64
  var link: UInt32
  var info: UInt32
  var alignment: UInt64
  var entrySize: UInt64

  init?(_ store: ByteStore, at offset: UInt64) {
    guard let start = Int(exactly: offset),
      store.slice(at: start, count: ElfHeader.sectionHeaderSize) != nil
    else { return nil }
    var cursor = ByteCursor(store, from: start)
    name = cursor.read()
    type = cursor.read()
    flags = cursor.read()
    address = cursor.read()
    self.offset = cursor.read()
    size = cursor.read()
    link = cursor.read()
    info = cursor.read()
    alignment = cursor.read()
    entrySize = cursor.read()
  }
}

/// A section header with its name.
public struct ElfSection: Sendable {
  /// `sh_type`, of which a few have names here.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let progbits = Kind(rawValue: 1)
    public static let symtab = Kind(rawValue: 2)
    public static let rela = Kind(rawValue: 4)
    public static let dynamic = Kind(rawValue: 6)
    public static let note = Kind(rawValue: 7)
    public static let nobits = Kind(rawValue: 8)
    public static let dynsym = Kind(rawValue: 11)
    public static let relr = Kind(rawValue: 19)
  }

  public let index: Int
  /// Empty when the name lies outside the name table.
  public let name: ByteString
  public let kind: Kind
  public let isAllocated: Bool
  public let isWritable: Bool
  public let isExecutable: Bool
  public let isThreadLocal: Bool
  /// Starts with a compression header (`SHF_COMPRESSED`).
  public let isCompressed: Bool
  /// The module's own addresses; start 0 when not allocated.
  public let range: AddressRange
  /// Where its bytes start in the file.
  public let fileOffset: UInt64
  /// Bytes in the file, before decompression; for `nobits` the bytes in memory.
  public let size: UInt64
  /// The index of another section, by kind.
  public let link: Int
  /// By kind.
  public let info: UInt32
  /// Bytes of one entry, for tables.
  public let entrySize: UInt64

  init(_ raw: RawSectionHeader, index: Int, names: ByteStore?) {
    self.index = index
    name = names?.cString(at: UInt64(raw.name)) ?? .empty
    kind = Kind(rawValue: raw.type)
    isWritable = raw.flags & 1 != 0
    isAllocated = raw.flags & 2 != 0
    isExecutable = raw.flags & 4 != 0
    isThreadLocal = raw.flags & 0x400 != 0
    isCompressed = raw.flags & 0x800 != 0
    range = AddressRange(Address(raw.address), size: raw.size)
    fileOffset = raw.offset
    size = raw.size
    link = Int(raw.link)
    info = raw.info
    entrySize = raw.entrySize
  }
}
