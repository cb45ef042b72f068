// Constants, names, and what may follow them: members, indices.

import Primitives

extension ExpressionParser {
  mutating func postfix() throws(ExpressionError) -> ExpressionNode {
    let start = token.range.lowerBound
    var result = try primary()
    while case .symbol(let symbol) = token.kind {
      switch symbol {
      case "[":
        advance()
        let index = try expression()
        try expect("]")
        result = try node(.index(result, index), from: start)
      case ".", "->":
        advance()
        let name = try memberName()
        result = try node(
          .member(result, name: name, throughPointer: symbol == "->"), from: start)
      case "(", "++", "--": throw ExpressionError(.changesTarget, at: token.range)
      default: return result
      }
    }
    return result
  }

  /// A member's name; a qualified one as `Base::x` keeps its qualification.
  private mutating func memberName() throws(ExpressionError) -> [UInt8] {
    guard let name = try qualifiedName() else { throw expected("a member's name") }
    return name.spelling
  }

  private mutating func primary() throws(ExpressionError) -> ExpressionNode {
    let start = token.range.lowerBound
    switch token.kind {
    case .integer(let literal):
      advance()
      return try node(.integer(literal.value, literal.type), from: start)
    case .floating(let value, let kind):
      advance()
      return try node(.floating(value, kind.type), from: start)
    case .character(let value):
      advance()
      return try node(.character(value), from: start)
    case .string: return try string(from: start)
    case .symbol("(") where !isAnonymousNamespace:
      advance()
      let inner = try expression()
      try expect(")")
      return inner
    default:
      guard let name = try qualifiedName() else { throw expected("a value") }
      return try node(.name(name), from: start)
    }
  }

  /// Adjacent string constants are one.
  private mutating func string(from start: Int) throws(ExpressionError) -> ExpressionNode {
    var content: [UInt8] = []
    while case .string(let bytes) = token.kind {
      content += bytes
      advance()
    }
    return try node(.string(content), from: start)
  }

  /// `a`, `::a`, `a::b<c>::d`, `file.c::a`, `'any name'::a`; nil, and nothing taken, when no name stands here.
  mutating func qualifiedName() throws(ExpressionError) -> QualifiedName? {
    let before = position
    var name = QualifiedName(components: [])
    name.isGlobal = accept("::")
    repeat {
      guard var component = nameComponent() else {
        if name.components.isEmpty, !name.isGlobal { return nil }
        position = name.components.isEmpty ? before : position
        throw expected("a name")
      }
      if let arguments = templateArguments(after: name, component) {
        component += arguments
      }
      name.components.append(component)
    } while accept("::")
    return name
  }

  private mutating func nameComponent() -> [UInt8]? {
    switch token.kind {
    case .name(let bytes), .quotedName(let bytes):
      advance()
      return bytes
    case .symbol("~"):
      // A destructor's name, or C's complement: only behind a qualification is it the former.
      guard position > 0, tokens[position - 1].isSymbol("::"),
        case .name(let bytes) = token(ahead: 1).kind
      else { return nil }
      position += 2
      return [UInt8(ascii: "~")] + bytes
    case .symbol("(") where isAnonymousNamespace:
      position += 4
      return Self.anonymousNamespace
    default: return nil
    }
  }

  /// How compilers and debuggers spell the namespace that has no name.
  private static let anonymousNamespace = Array("(anonymous namespace)".utf8)

  private var isAnonymousNamespace: Bool {
    text[token.range.lowerBound...].starts(with: Self.anonymousNamespace)
  }

  /// `<…>` behind a name, when the whole is a known type or a qualification.
  private mutating func templateArguments(
    after outer: QualifiedName, _ component: [UInt8]
  ) -> [UInt8]? {
    guard token.isSymbol("<"), let (close, endByte) = matchingAngle() else { return nil }
    let arguments = Array(text[token.range.lowerBound..<endByte])
    var whole = outer
    whole.components.append(component + arguments)
    guard tokens[min(close + 1, tokens.count - 1)].isSymbol("::") || oracle.isTypeName(whole) else {
      return nil
    }
    position = close + 1
    return arguments
  }

  /// The token that closes the angle bracket at the current one, and the byte after it.
  private func matchingAngle() -> (token: Int, endByte: Int)? {
    var open = 0
    for index in position..<min(position + 400, tokens.count) {
      switch tokens[index].kind {
      case .symbol("<"): open += 1
      case .symbol(">"): open -= 1
      case .symbol(">>"): open -= 2
      case .symbol("&&"), .symbol("||"), .string, .floating, .end: return nil
      default: break
      }
      if open == 0 { return (index, tokens[index].range.upperBound) }
      if open < 0 { return nil }
    }
    return nil
  }
}

extension IntegerLiteral {
  /// The first of C's candidates that holds the value (C11 6.4.4.1, table): a decimal constant never becomes
  /// unsigned by itself.
  var type: BasicType {
    if isUnsigned { return isLong || value > UInt64(UInt32.max) ? .unsignedLong : .unsignedInt }
    if !isLong, value <= UInt64(Int32.max) { return .int }
    if !isLong, !isDecimal, value <= UInt64(UInt32.max) { return .unsignedInt }
    if value <= UInt64(Int64.max) { return .long }
    return isDecimal ? .int128 : .unsignedLong
  }
}
