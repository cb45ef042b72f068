// Cuts the text of an expression into tokens.

import Primitives

/// Reads C and C++ tokens, and the names of files and libraries that qualify a variable.
struct ExpressionLexer {
  let text: [UInt8]
  var position = 0

  /// An expression longer than this is refused, in bytes.
  static let maximumLength = 8192

  init(_ text: [UInt8]) { self.text = text }

  /// All tokens, the last of them `.end`.
  static func tokens(of text: [UInt8]) throws(ExpressionError) -> [ExpressionToken] {
    guard text.count <= maximumLength else { throw ExpressionError(.tooComplex, at: 0..<0) }
    var lexer = ExpressionLexer(text)
    var result: [ExpressionToken] = []
    repeat { result.append(try lexer.next()) } while result.last?.kind != .end
    return result
  }

  /// The byte `distance` after the current one; 0 past the end.
  func peek(_ distance: Int = 0) -> UInt8 {
    let index = position + distance
    return index < text.count ? text[index] : 0
  }

  mutating func next() throws(ExpressionError) -> ExpressionToken {
    while position < text.count, text[position] == 0x20 || (9...13).contains(text[position]) {
      position += 1
    }
    let start = position
    let kind = try nextKind()
    return ExpressionToken(kind: kind, range: start..<position)
  }

  private mutating func nextKind() throws(ExpressionError) -> ExpressionToken.Kind {
    guard position < text.count else { return .end }
    let byte = text[position]
    if byte.isDigit || (byte == UInt8(ascii: ".") && peek(1).isDigit) { return try number() }
    if byte == UInt8(ascii: "\"") { return .string(try quoted(by: byte)) }
    if byte == UInt8(ascii: "'") { return try apostrophe() }
    if byte.isNameStart { return word() }
    return try symbol()
  }

  /// A name; or the name of a source file or library when `::` follows it: `list.c::head`, `libm.so.6::signgam`.
  private mutating func word() -> ExpressionToken.Kind {
    for (extra, isFile) in [(".", Self.isSourceFile), (".+-", Self.isLibrary)] {
      let long = run(allowing: extra)
      let end = position + long.count
      guard end + 1 < text.count, text[end] == UInt8(ascii: ":"), text[end + 1] == text[end],
        isFile(String(decoding: long, as: UTF8.self))
      else { continue }
      position = end
      return .quotedName(long)
    }
    let name = run(allowing: "")
    position += name.count
    return .name(name)
  }

  /// The bytes from here on that may stand in a name, or are among `extra`.
  private func run(allowing extra: String) -> [UInt8] {
    Array(text[position...].prefix { $0.isNamePart || extra.utf8.contains($0) })
  }

  static func isSourceFile(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return sourceSuffixes.contains(String(name[name.index(after: dot)...]))
  }

  private static func isLibrary(_ name: String) -> Bool {
    (name.hasPrefix("lib") || name.hasPrefix("ld-")) && name.contains(".so")
  }

  private static let sourceSuffixes: Set<String> = [
    "c", "h", "cc", "cpp", "cxx", "c++", "C", "hh", "hpp", "hxx", "inc", "i", "ii", "m", "y", "l",
  ]

  /// A character constant, or a quoted name when `::` follows or it holds several characters.
  private mutating func apostrophe() throws(ExpressionError) -> ExpressionToken.Kind {
    let start = position
    let content = try quoted(by: UInt8(ascii: "'"))
    let qualifies = peek() == UInt8(ascii: ":") && peek(1) == UInt8(ascii: ":")
    if qualifies, !content.isEmpty { return .quotedName(content) }
    let scalars = String(decoding: content, as: UTF8.self).unicodeScalars
    if content.count == 1 { return .character(Int64(Int8(bitPattern: content[0]))) }
    if content.count > 1, scalars.count == 1, let scalar = scalars.first, scalar != "\u{FFFD}" {
      return .character(Int64(scalar.value))
    }
    guard content.count > 1 else {
      throw ExpressionError(.badCharacter, at: start..<position)
    }
    return .quotedName(content)
  }

  private mutating func symbol() throws(ExpressionError) -> ExpressionToken.Kind {
    for length in [3, 2, 1] where position + length <= text.count {
      let candidate = String(decoding: text[position..<(position + length)], as: UTF8.self)
      guard Self.symbols.contains(candidate) else { continue }
      position += length
      return .symbol(candidate)
    }
    throw ExpressionError(.unexpectedByte(text[position]), at: position..<(position + 1))
  }

  private static let symbols: Set<String> = [
    "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "::",
    "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "+", "-", "*", "/", "%", "&", "|", "^", "~",
    "!", "<", ">", "=", "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "@",
  ]
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Letters, `_`, `$`, and every byte of a character beyond ASCII.
  var isNameStart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...: true
    default: false
    }
  }

  var isNamePart: Bool { isNameStart || isDigit }
}
