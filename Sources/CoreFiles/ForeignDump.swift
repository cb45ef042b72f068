// Files that people take for cores and that other tools must turn into one first.

/// What a file is instead of an ELF core, by its first bytes.
public enum ForeignDump: Sendable, Equatable, CaseIterable {
  /// No byte at all: the disk was full, or the limit for cores 0.
  case nothing
  /// Packed by bzip2.
  case bzip2
  /// Packed by lz4 (the frame format, 1.6).
  case lz4
  /// A minidump, as Breakpad, Crashpad and Windows write it.
  case minidump
  /// A report of Ubuntu's apport, which holds a packed core in text.
  case apport

  /// What the file begins with.
  private var magic: [UInt8] {
    switch self {
    case .nothing: []
    case .bzip2: Array("BZh".utf8)
    case .lz4: [0x04, 0x22, 0x4d, 0x18]
    case .minidump: Array("MDMP".utf8)
    case .apport: Array("ProblemType:".utf8)
    }
  }

  /// nil when the file is none of these.
  init?(_ bytes: UnsafeRawBufferPointer) {
    let found =
      bytes.isEmpty
      ? .nothing
      : Self.allCases.first { !$0.magic.isEmpty && bytes.starts(with: $0.magic) }
    guard let found else { return nil }
    self = found
  }
}
