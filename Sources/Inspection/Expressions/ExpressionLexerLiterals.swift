// Numbers, characters and strings of expressions, as C11 6.4.4 and 6.4.5 write them.

import Primitives

extension ExpressionLexer {
  /// The content of a string or character constant with its escapes replaced.
  mutating func quoted(by quote: UInt8) throws(ExpressionError) -> [UInt8] {
    let start = position
    position += 1
    var content: [UInt8] = []
    while position < text.count, text[position] != quote {
      if text[position] == UInt8(ascii: "\\") {
        content += try escape()
      } else {
        content.append(text[position])
        position += 1
      }
    }
    guard position < text.count else {
      throw ExpressionError(.unterminated, at: start..<text.count)
    }
    position += 1
    return content
  }

  /// The bytes that an escape sequence stands for.
  private mutating func escape() throws(ExpressionError) -> [UInt8] {
    let start = position
    position += 1
    let byte = peek()
    position += 1
    if let plain = Self.simpleEscapes[byte] { return [plain] }
    switch byte {
    case UInt8(ascii: "x"):
      if let value = digits(radix: 16, atMost: 2) { return [UInt8(truncatingIfNeeded: value)] }
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let length = byte == UInt8(ascii: "u") ? 4 : 8
      if let value = digits(radix: 16, atMost: length), let scalar = Unicode.Scalar(value) {
        return Array(String(Character(scalar)).utf8)
      }
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      position -= 1
      if let value = digits(radix: 8, atMost: 3), value < 256 { return [UInt8(value)] }
    default: break
    }
    throw ExpressionError(.badCharacter, at: start..<min(position, text.count))
  }

  private mutating func digits(radix: Int, atMost limit: Int) -> UInt32? {
    let start = position
    while position < text.count, position - start < limit, isDigit(text[position], radix: radix) {
      position += 1
    }
    return UInt32(String(decoding: text[start..<position], as: UTF8.self), radix: radix)
  }

  private func isDigit(_ byte: UInt8, radix: Int) -> Bool {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { $0 < radix } ?? false
  }

  private static let simpleEscapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11, UInt8(ascii: "e"): 27,
    UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22,
    UInt8(ascii: "?"): 0x3F,
  ]

  /// An integer or floating constant: everything that C's "preprocessing number" takes in, then judged as a whole.
  mutating func number() throws(ExpressionError) -> ExpressionToken.Kind {
    let start = position
    let isHex = peek() == UInt8(ascii: "0") && peek(1) | 0x20 == UInt8(ascii: "x")
    let exponent: [UInt8] = Array((isHex ? "pP" : "eE").utf8)
    while position < text.count,
      text[position].isNamePart || text[position] == UInt8(ascii: ".")
        || ("+-".utf8.contains(text[position]) && exponent.contains(text[position - 1]))
    {
      position += 1
    }
    let written = String(decoding: text[start..<position], as: UTF8.self).lowercased()
    if let literal = Self.integer(written) { return .integer(literal) }
    if let (value, kind) = Self.floating(written, isHex: isHex) { return .floating(value, kind) }
    throw ExpressionError(.badNumber, at: start..<position)
  }

  private static func integer(_ written: String) -> IntegerLiteral? {
    var digits = Substring(written)
    var literal = IntegerLiteral(value: 0)
    var suffix = ""
    while let last = digits.last, last == "u" || last == "l" { suffix.append(digits.removeLast()) }
    guard ["", "u", "l", "ul", "lu", "ll", "llu", "ull"].contains(suffix) else { return nil }
    literal.isUnsigned = suffix.contains("u")
    literal.isLong = suffix.contains("l")
    var radix = 10
    for (prefix, base) in [("0x", 16), ("0b", 2)] where digits.hasPrefix(prefix) {
      digits = digits.dropFirst(2)
      radix = base
    }
    if radix == 10, digits.count > 1, digits.first == "0" { radix = 8 }
    literal.isDecimal = radix == 10
    guard let first = digits.first, first.isHexDigit, let value = UInt64(digits, radix: radix)
    else { return nil }
    literal.value = value
    return literal
  }

  private static func floating(_ written: String, isHex: Bool) -> (Float80, FloatingKind)? {
    let isFloatSuffix = !isHex && written.hasSuffix("f")
    let digits = isFloatSuffix || written.hasSuffix("l") ? String(written.dropLast()) : written
    guard digits.contains(".") || digits.contains(isHex ? "p" : "e"),
      let first = digits.first, first.isNumber || first == ".",
      let value = Float80(digits.hasSuffix(".") ? digits + "0" : digits)
    else { return nil }
    if isFloatSuffix { return (Float80(Float(value)), .float) }
    return written.hasSuffix("l") ? (value, .longDouble) : (Float80(Double(value)), .double)
  }
}
