// Packed cores: which kinds there are.

/// How a file is packed, by its first bytes.
public enum CoreCompression: Sendable, Equatable, CaseIterable {
  /// RFC 1952.
  case gzip
  /// RFC 8878.
  case zstd
  /// The .xz file format, 2.1.1.1.
  case xz

  private var magic: [UInt8] {
    switch self {
    case .gzip: [0x1f, 0x8b]
    case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
    case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
    }
  }

  /// nil when the file is packed in none of these ways.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let format = Self.allCases.first(where: { bytes.starts(with: $0.magic) }) else {
      return nil
    }
    self = format
  }
}
