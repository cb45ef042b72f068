// The notes of an ELF file: what compilers, linkers and the kernel say beside code and data.

import Primitives

/// One note. Its bytes are valid as long as those that it was read from.
public struct ElfNote {
  /// Whose note it is, with the NUL behind the name.
  public let owner: ByteString
  /// Every owner numbers its notes for itself.
  public let kind: UInt32
  public let content: ByteString
}

/// The notes of a segment or section, as far as they are whole: sizes of name and content, kind, name, content, both padded to
/// four bytes (gABI, "Note Section"; Linux pads so in 64-bit files too).
public struct ElfNotes: Sequence, IteratorProtocol {
  private var cursor: ByteCursor

  public init(_ bytes: UnsafeRawBufferPointer) { cursor = ByteCursor(bytes) }

  init(_ store: ByteStore) { cursor = ByteCursor(store) }

  public mutating func next() -> ElfNote? {
    guard cursor.remaining >= 12 else { return nil }
    let nameSize = UInt64(cursor.read(UInt32.self))
    let size = UInt64(cursor.read(UInt32.self))
    let kind = cursor.read(UInt32.self)
    let name = cursor.bytes(nameSize)
    cursor.skip(Swift.min((4 - nameSize % 4) % 4, UInt64(cursor.remaining)))
    let content = cursor.bytes(size)
    guard !cursor.failed else { return nil }
    cursor.skip(Swift.min((4 - size % 4) % 4, UInt64(cursor.remaining)))
    return ElfNote(owner: name, kind: kind, content: content)
  }
}
