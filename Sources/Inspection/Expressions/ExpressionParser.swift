// From tokens to a syntax tree: the operators of C in their order of precedence.

import Primitives

/// Tells the parser which names are types, on which the meaning of `(a)(b)` and `a<b>` depends.
public protocol TypeNameOracle {
  /// Whether a typedef, class, struct, union or enum of C++ can be named so without its tag.
  func isTypeName(_ name: QualifiedName) -> Bool
}

/// A parser by recursive descent with bounded depth.
public struct ExpressionParser {
  let text: [UInt8]
  let tokens: [ExpressionToken]
  let oracle: any TypeNameOracle
  var position = 0
  private var depth = 0
  private var nodeCount = 0

  /// Brackets, prefixes and nested types deeper than this are refused.
  static let maximumDepth = 80
  /// Nodes of a tree: chains such as `a+b+c…` nest without brackets.
  static let maximumNodes = 1000

  private init(_ text: [UInt8], oracle: any TypeNameOracle) throws(ExpressionError) {
    self.text = text
    self.oracle = oracle
    tokens = try ExpressionLexer.tokens(of: text)
  }

  /// The tree of a whole expression.
  public static func parse(
    _ text: [UInt8], oracle: any TypeNameOracle
  ) throws(ExpressionError) -> ExpressionNode {
    var parser = try ExpressionParser(text, oracle: oracle)
    let node = try parser.expression()
    try parser.expectEnd()
    return node
  }

  /// A type name alone, as `(struct foo *)` has between its parentheses.
  public static func parseType(
    _ text: [UInt8], oracle: any TypeNameOracle
  ) throws(ExpressionError) -> TypeName {
    var parser = try ExpressionParser(text, oracle: oracle)
    guard let type = try parser.typeName() else { throw parser.expected("a type") }
    try parser.expectEnd()
    return type
  }

  // MARK: Tokens

  var token: ExpressionToken { tokens[min(position, tokens.count - 1)] }

  func token(ahead distance: Int) -> ExpressionToken {
    tokens[min(position + distance, tokens.count - 1)]
  }

  mutating func advance() { position += 1 }

  mutating func accept(_ symbol: String) -> Bool {
    guard token.isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: String) throws(ExpressionError) {
    guard accept(symbol) else { throw expected("'\(symbol)'") }
  }

  func expected(_ what: String) -> ExpressionError {
    ExpressionError(.expected(what), at: token.range)
  }

  private func expectEnd() throws(ExpressionError) {
    switch token.kind {
    case .end: return
    case .symbol("="), .symbol("+="), .symbol("-="), .symbol("*="), .symbol("/="), .symbol("%="),
      .symbol("&="), .symbol("|="), .symbol("^="), .symbol("<<="), .symbol(">>="):
      throw ExpressionError(.changesTarget, at: token.range)
    case .symbol(","): throw ExpressionError(.unsupported("the comma operator"), at: token.range)
    default: throw expected("an operator or the end")
    }
  }

  /// The end of the last token taken, in bytes.
  var end: Int { position > 0 ? tokens[position - 1].range.upperBound : 0 }

  mutating func node(_ kind: ExpressionNode.Kind, from start: Int) throws(ExpressionError)
    -> ExpressionNode
  {
    nodeCount += 1
    guard nodeCount <= Self.maximumNodes else {
      throw ExpressionError(.tooComplex, at: start..<end)
    }
    return ExpressionNode(kind, start..<end)
  }

  /// Runs a step one level deeper.
  mutating func deeper<T>(
    _ step: (inout ExpressionParser) throws(ExpressionError) -> T
  ) throws(ExpressionError) -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw ExpressionError(.tooComplex, at: token.range) }
    return try step(&self)
  }

  // MARK: Operators

  mutating func expression() throws(ExpressionError) -> ExpressionNode {
    try deeper { (parser) throws(ExpressionError) in
      let start = parser.token.range.lowerBound
      let condition = try parser.binary(level: 0)
      guard parser.accept("?") else { return condition }
      let yes = try parser.expression()
      try parser.expect(":")
      let no = try parser.expression()
      return try parser.node(.conditional(condition, yes, no), from: start)
    }
  }

  /// C's binary operators, loosest first; `@` stands where gdb has it, between shifts and sums.
  private static let levels: [[String]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"],
    ["@"], ["+", "-"], ["*", "/", "%"],
  ]

  private mutating func binary(level: Int) throws(ExpressionError) -> ExpressionNode {
    guard level < Self.levels.count else { return try unary() }
    let start = token.range.lowerBound
    var left = try binary(level: level + 1)
    while case .symbol(let symbol) = token.kind, Self.levels[level].contains(symbol) {
      advance()
      let right = try binary(level: level + 1)
      let kind = BinaryOperator(rawValue: symbol).map {
        ExpressionNode.Kind.binary($0, left, right)
      }
      left = try node(kind ?? .slice(left, right), from: start)
    }
    return left
  }

  mutating func unary() throws(ExpressionError) -> ExpressionNode {
    let start = token.range.lowerBound
    switch token.kind {
    case .symbol("++"), .symbol("--"): throw ExpressionError(.changesTarget, at: token.range)
    case .symbol("&&"): throw ExpressionError(.noAddress, at: token.range)
    case .symbol(let symbol):
      if let known = UnaryOperator(rawValue: symbol) {
        advance()
        let operand = try deeper { (parser) throws(ExpressionError) in try parser.unary() }
        return try node(.unary(known, operand), from: start)
      }
      if symbol == "(", let cast = try cast() { return cast }
    case .name(let word) where word.elementsEqual("sizeof".utf8):
      advance()
      return try sizeOf(from: start)
    default: break
    }
    return try postfix()
  }

  /// `(type) operand`; nil, and nothing taken, when the parenthesis does not open a type.
  private mutating func cast() throws(ExpressionError) -> ExpressionNode? {
    let before = position
    let start = token.range.lowerBound
    advance()
    guard let type = try typeName() else {
      position = before
      return nil
    }
    try expect(")")
    let operand = try deeper { (parser) throws(ExpressionError) in try parser.unary() }
    return try node(.cast(type, operand), from: start)
  }

  private mutating func sizeOf(from start: Int) throws(ExpressionError) -> ExpressionNode {
    let before = position
    if accept("("), let type = try typeName() {
      try expect(")")
      return try node(.sizeOfType(type), from: start)
    }
    position = before
    let operand = try deeper { (parser) throws(ExpressionError) in try parser.unary() }
    return try node(.sizeOf(operand), from: start)
  }
}
