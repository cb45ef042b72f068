// A name in the program's own tables.

import SystemCallData

/// Bytes of a table that lives as long as the program: names are compared and printed without a `String`.
struct Name: Hashable, @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  /// `bytes` must never be freed.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  init(_ text: StaticString) {
    bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  static func == (a: Name, b: Name) -> Bool {
    a.bytes.count == b.bytes.count && a.bytes.elementsEqual(b.bytes)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(bytes: bytes) }

  var isEmpty: Bool { bytes.isEmpty }
  var string: String { String(decoding: bytes, as: UTF8.self) }
  var integer: Int? { Int(string) }
  /// A number, hexadecimal with `0x`.
  var unsigned: UInt64? {
    hasPrefix("0x") ? UInt64(dropFirst(2).string, radix: 16) : UInt64(string)
  }

  func hasPrefix(_ text: StaticString) -> Bool { bytes.starts(with: Name(text).bytes) }
  func hasSuffix(_ text: StaticString) -> Bool { hasSuffix(Name(text)) }
  func hasSuffix(_ other: Name) -> Bool {
    bytes.suffix(other.bytes.count).elementsEqual(other.bytes)
  }
  func hasPrefix(_ other: Name) -> Bool { bytes.starts(with: other.bytes) }

  /// Without the first `count` bytes.
  func dropFirst(_ count: Int = 1) -> Name {
    Name(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(count)))
  }

  func prefix(_ count: Int) -> Name { Name(UnsafeRawBufferPointer(rebasing: bytes.prefix(count))) }

  /// A number at a byte offset; 0 beyond the end.
  func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<T>.size else { return 0 }
    return bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
  }

  func dropLast(_ count: Int = 1) -> Name {
    Name(UnsafeRawBufferPointer(rebasing: bytes.dropLast(count)))
  }

  /// The part before the first `separator`, and the part behind it; nil for that when there is none.
  func cut(at separator: UInt8) -> (Name, Name?) {
    guard let at = bytes.firstIndex(of: separator) else { return (self, nil) }
    return (
      Name(UnsafeRawBufferPointer(rebasing: bytes[..<at])),
      Name(UnsafeRawBufferPointer(rebasing: bytes[(at + 1)...]))
    )
  }

  /// The parts between separators, without spaces around them; an empty name has none.
  func split(_ separator: UInt8) -> [Name] {
    var parts: [Name] = []
    var rest: Name? = trimmed
    if isEmpty { return [] }
    while let text = rest {
      let (part, next) = text.cut(at: separator)
      let word = part.trimmed
      if separator != UInt8(ascii: " ") || !word.isEmpty { parts.append(word) }
      rest = next
    }
    return parts
  }

  /// Without spaces at both ends.
  var trimmed: Name {
    let space = UInt8(ascii: " ")
    guard let first = bytes.firstIndex(where: { $0 != space }),
      let last = bytes.lastIndex(where: { $0 != space })
    else { return Name("") }
    return Name(UnsafeRawBufferPointer(rebasing: bytes[first...last]))
  }
}

extension Name {
  init(_ table: scry_table) {
    self.init(UnsafeRawBufferPointer(start: table.start, count: table.size))
  }

  /// The type and the name of `unsigned int fd`.
  var declared: (type: Name, name: Name) {
    guard let space = bytes.lastIndex(of: UInt8(ascii: " ")) else { return (Name(""), self) }
    return (
      Name(UnsafeRawBufferPointer(rebasing: bytes[..<space])).trimmed,
      Name(UnsafeRawBufferPointer(rebasing: bytes[(space + 1)...]))
    )
  }

  /// The lines of a table that are not comments.
  var lines: [Name] {
    split(UInt8(ascii: "\n")).filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }
}
