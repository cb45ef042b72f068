// Type names: specifiers and abstract declarators (C11 6.7.7), with C++'s qualified names and references.

import Primitives

extension ExpressionParser {
  /// A type name; nil, and nothing taken, when the tokens here do not begin one.
  mutating func typeName() throws(ExpressionError) -> TypeName? {
    let before = position
    let start = token.range.lowerBound
    var qualifiers = takeQualifiers()
    guard let base = try typeBase() else {
      position = before
      return nil
    }
    qualifiers += takeQualifiers()
    var type = TypeName(base: base, range: start..<end)
    // The qualifier derived last is written first: `const volatile`.
    for qualifier in [TypeQualifier.volatile, .const] where qualifiers.contains(qualifier) {
      type.derivations.append(.qualifier(qualifier))
    }
    type.derivations += try deeper { (parser) throws(ExpressionError) in try parser.declarator() }
    type.range = start..<end
    return type
  }

  /// Takes `const` and `volatile`, and the qualifiers that change no spelling here.
  private mutating func takeQualifiers() -> [TypeQualifier] {
    var result: [TypeQualifier] = []
    while case .name(let word) = token.kind {
      let text = String(decoding: word, as: UTF8.self)
      if let qualifier = TypeQualifier(rawValue: text) {
        result.append(qualifier)
      } else if !["restrict", "__restrict", "_Atomic", "typename"].contains(text) {
        break
      }
      advance()
    }
    return result
  }

  private mutating func typeBase() throws(ExpressionError) -> TypeName.Base? {
    guard case .name(let word) = token.kind else {
      return token.isSymbol("::") || isQuoted ? try typedefName() : nil
    }
    let text = String(decoding: word, as: UTF8.self)
    if let tag = TypeName.Tag(rawValue: text) {
      advance()
      guard let name = try qualifiedName() else { throw expected("a name") }
      return .tagged(tag, name)
    }
    if text == "void" {
      advance()
      return .void
    }
    return BasicType.isSpecifier(text) ? try basicType() : try typedefName()
  }

  private var isQuoted: Bool {
    if case .quotedName = token.kind { return true }
    return false
  }

  private mutating func basicType() throws(ExpressionError) -> TypeName.Base {
    let start = token.range.lowerBound
    var words: [String] = []
    while case .name(let word) = token.kind {
      let text = String(decoding: word, as: UTF8.self)
      guard BasicType.isSpecifier(text), words.count < 8 else { break }
      words.append(text)
      advance()
    }
    guard let type = BasicType.named(bySpecifiers: words) else {
      let spelled = Array(words.joined(separator: " ").utf8)
      throw ExpressionError(.unknownType(spelled), at: start..<end)
    }
    return .basic(type)
  }

  private mutating func typedefName() throws(ExpressionError) -> TypeName.Base? {
    let before = position
    if let name = try? qualifiedName(), oracle.isTypeName(name) { return .named(name) }
    position = before
    return nil
  }

  /// What an abstract declarator derives, in the order of derivation: pointers, then the suffixes from the right,
  /// then what stands in parentheses.
  private mutating func declarator() throws(ExpressionError) -> [TypeName.Derivation] {
    var result: [TypeName.Derivation] = []
    while true {
      if accept("*") {
        result.append(.pointer)
        result += takeQualifiers().map { .qualifier($0) }
      } else if accept("&") || accept("&&") {
        result.append(.reference)
      } else {
        break
      }
    }
    var inner: [TypeName.Derivation] = []
    if token.isSymbol("("), opensDeclarator(token(ahead: 1)) {
      advance()
      inner = try deeper { (parser) throws(ExpressionError) in try parser.declarator() }
      try expect(")")
    }
    return result + (try suffixes()).reversed() + inner
  }

  /// Whether the token behind a parenthesis shows that it groups, and does not list parameters.
  private func opensDeclarator(_ token: ExpressionToken) -> Bool {
    ["*", "&", "&&", "(", "["].contains { token.isSymbol($0) }
  }

  private mutating func suffixes() throws(ExpressionError) -> [TypeName.Derivation] {
    var result: [TypeName.Derivation] = []
    while true {
      if accept("[") {
        let count = token.isSymbol("]") ? nil : try expression()
        try expect("]")
        result.append(.array(count))
      } else if accept("(") {
        result.append(try parameters())
      } else {
        return result
      }
    }
  }

  private mutating func parameters() throws(ExpressionError) -> TypeName.Derivation {
    var types: [TypeName] = []
    var isVariadic = false
    while !token.isSymbol(")") {
      if accept("...") {
        isVariadic = true
        break
      }
      guard let type = try typeName() else { throw expected("a type") }
      types.append(type)
      guard accept(",") else { break }
    }
    try expect(")")
    if types.count == 1, case .void = types[0].base, types[0].derivations.isEmpty { types = [] }
    return .function(types, isVariadic: isVariadic)
  }
}
