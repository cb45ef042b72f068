// Reads the words and numbers of one line of declarations.

/// A place in a line.
struct DeclarationCursor {
  let bytes: [UInt8]
  let line: Int
  private(set) var place = 0

  init(_ bytes: [UInt8], line: Int) {
    self.bytes = bytes
    self.line = line
  }

  /// An error at the cursor.
  func expected(_ what: String) -> DeclarationSyntaxError {
    DeclarationSyntaxError(line: line, column: place + 1, expected: what)
  }

  var isAtEnd: Bool { place >= bytes.count }

  var next: UInt8? { isAtEnd ? nil : bytes[place] }

  mutating func skipBlanks() {
    while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { place += 1 }
  }

  /// Steps over a text if it stands here.
  mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: count)
    guard bytes.count - place >= count, bytes[place..<(place + count)].elementsEqual(wanted) else {
      return false
    }
    place += count
    return true
  }

  /// Steps over one byte.
  mutating func step() { place = min(place + 1, bytes.count) }

  /// Everything up to a byte that `ends` accepts outside brackets, without blanks around it. In names `<` and `>` are brackets too.
  mutating func text(isName: Bool, until ends: (UInt8) -> Bool) -> [UInt8] {
    let start = place
    var depth = 0
    while let byte = next {
      if depth == 0, ends(byte) { break }
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(depth - 1, 0)
      case UInt8(ascii: "<") where isName: depth += 1
      case UInt8(ascii: ">") where isName: depth = max(depth - 1, 0)
      default: break
      }
      place += 1
    }
    return Self.trimmed(bytes[start..<place])
  }

  /// A run of bytes that are no blanks.
  mutating func word() -> [UInt8] {
    let start = place
    while let byte = next, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { place += 1 }
    return Array(bytes[start..<place])
  }

  /// A number in decimal, or in hexadecimal with `0x`.
  mutating func number() throws(DeclarationSyntaxError) -> UInt64 {
    let start = place
    let isHexadecimal = take("0x") || take("0X")
    let first = place
    while let byte = next, isHexadecimal ? Self.isHexadecimal(byte) : Self.isDecimal(byte) {
      place += 1
    }
    let digits = String(decoding: bytes[first..<place], as: UTF8.self)
    guard let value = UInt64(digits, radix: isHexadecimal ? 16 : 10) else {
      place = start
      throw expected("a number")
    }
    return value
  }

  static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
    let tail = bytes.drop(while: isBlank)
    guard let last = tail.lastIndex(where: { !isBlank($0) }) else { return [] }
    return Array(tail[...last])
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDecimal(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}
