// JSON from text of people's files (RFC 8259), with the line of every value, and limits.

import Primitives

/// A value that was read, and where its parts stand.
public struct JSONDocument: Sendable {
  public let value: JSONValue
  /// By the path of a part: `styles.type`, `display.0.label`; the first of a path that stands there twice in another way.
  private let lines: [String: Int]

  /// Reads a text. Throws the first error.
  public init(_ text: [UInt8]) throws(JSONSyntaxError) {
    var reader = JSONReader(text)
    value = try reader.document()
    lines = reader.lines
  }

  /// The line, from 1, on which the part at a path begins; the line of the part around it for one that is not there.
  public func line(of path: [String]) -> Int {
    var path = path[...]
    while !path.isEmpty {
      if let line = lines[path.joined(separator: ".")] { return line }
      path = path.dropLast()
    }
    return lines[""] ?? 1
  }
}

/// Why a text is no JSON.
public struct JSONSyntaxError: Error, Equatable {
  public enum Reason: Equatable, Sendable {
    /// What should stand there.
    case expected(String)
    /// A key that the object has already.
    case repeatedKey(String)
    case notUTF8
    case tooDeep(limit: Int)
    case tooLarge(limit: Int)
  }

  public let reason: Reason
  /// From 1.
  public let line: Int
  /// In bytes, from 1.
  public let column: Int
}

/// One pass over a text.
struct JSONReader {
  /// Larger texts are refused, in bytes.
  static let sizeLimit = 1 << 18
  /// Objects and arrays within each other.
  static let depthLimit = 32

  private let text: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var path: [String] = []
  private(set) var lines: [String: Int] = [:]

  init(_ text: [UInt8]) { self.text = text }

  mutating func document() throws(JSONSyntaxError) -> JSONValue {
    guard text.count <= Self.sizeLimit else { throw error(.tooLarge(limit: Self.sizeLimit)) }
    let value = try self.value()
    skipBlanks()
    guard position == text.count else { throw error(.expected("the end of the file")) }
    return value
  }

  private mutating func value() throws(JSONSyntaxError) -> JSONValue {
    skipBlanks()
    lines[path.joined(separator: ".")] = line
    switch peek {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  // MARK: Objects and arrays

  private mutating func object() throws(JSONSyntaxError) -> JSONObject {
    var object = JSONObject()
    var keys: Set<String> = []
    try items(opening: "{", closing: "}") { reader, _ throws(JSONSyntaxError) in
      guard reader.peek == UInt8(ascii: "\"") else { throw reader.error(.expected("a key")) }
      let start = reader.place
      let key = String(decoding: try reader.string(), as: UTF8.self)
      guard keys.insert(key).inserted else { throw reader.error(.repeatedKey(key), at: start) }
      reader.skipBlanks()
      try reader.take(":")
      reader.path.append(key)
      object.append(key, try reader.value())
      reader.path.removeLast()
    }
    return object
  }

  private mutating func array() throws(JSONSyntaxError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try items(opening: "[", closing: "]") { reader, number throws(JSONSyntaxError) in
      reader.path.append(String(number))
      elements.append(try reader.value())
      reader.path.removeLast()
    }
    return elements
  }

  private mutating func items(
    opening: Unicode.Scalar, closing: Unicode.Scalar,
    _ item: (inout JSONReader, Int) throws(JSONSyntaxError) -> Void
  ) throws(JSONSyntaxError) {
    guard path.count < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit)) }
    try take(opening)
    skipBlanks()
    if takes(closing) { return }
    var count = 0
    while true {
      skipBlanks()
      try item(&self, count)
      count += 1
      skipBlanks()
      if takes(closing) { return }
      guard takes(",") else { throw error(.expected("',' or '\(closing)'")) }
    }
  }

  // MARK: Strings

  private mutating func string() throws(JSONSyntaxError) -> [UInt8] {
    try take("\"")
    var content: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error(.expected("'\"'")) }
      if byte == UInt8(ascii: "\\") {
        content += try escape()
      } else {
        guard let (_, length) = EscapedBytes.decode(text[position...]) else {
          throw error(.notUTF8)
        }
        content += text[position..<(position + length)]
        position += length
      }
    }
    try take("\"")
    return content
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  private mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
    let start = place
    position += 1
    guard let kind = peek else { throw error(.expected("an escape"), at: start) }
    position += 1
    if let byte = Self.escapes[kind] { return [byte] }
    guard kind == UInt8(ascii: "u"), let unit = hexadecimal() else {
      throw error(.expected("an escape"), at: start)
    }
    var units = [unit]
    if UTF16.isLeadSurrogate(unit), text[position...].starts(with: [0x5C, 0x75]) {
      position += 2
      units += hexadecimal().map { [$0] } ?? []
    }
    var decoder = UTF16()
    var rest = units.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest), rest.next() == nil else {
      throw error(.expected("an escape"), at: start)
    }
    return Array(String(scalar).utf8)
  }

  /// Four hexadecimal digits.
  private mutating func hexadecimal() -> UInt16? {
    let digits = text[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      return nil
    }
    position += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  // MARK: Numbers and words

  private mutating func number() throws(JSONSyntaxError) -> String {
    let start = place
    let first = position
    _ = takes("-")
    let isZero = takes("0")
    var isSound = isZero || takesDigits()
    if takes(".") { isSound = takesDigits() && isSound }
    if takes("e") || takes("E") {
      _ = takes("+") || takes("-")
      isSound = takesDigits() && isSound
    }
    guard isSound else { throw error(.expected("a value"), at: start) }
    return String(decoding: text[first..<position], as: UTF8.self)
  }

  private mutating func takesDigits() -> Bool {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position > start
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    guard text[position...].starts(with: word.utf8) else { throw error(.expected("a value")) }
    position += word.utf8.count
    return value
  }

  // MARK: Bytes

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      position += 1
      if byte == 0x0A {
        line += 1
        lineStart = position
      }
    }
  }

  private mutating func takes(_ wanted: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: wanted) else { return false }
    position += 1
    return true
  }

  private mutating func take(_ wanted: Unicode.Scalar) throws(JSONSyntaxError) {
    guard takes(wanted) else { throw error(.expected("'\(wanted)'")) }
  }

  private var place: (line: Int, column: Int) { (line, position - lineStart + 1) }

  private func error(
    _ reason: JSONSyntaxError.Reason, at start: (line: Int, column: Int)? = nil
  ) -> JSONSyntaxError {
    let (line, column) = start ?? place
    return JSONSyntaxError(reason: reason, line: line, column: column)
  }
}
