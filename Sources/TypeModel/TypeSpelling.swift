// How C and C++ spell a type: declarator syntax, worked from the name outwards.

import AgentLayout

extension UniqType {
  /// The spelling of the declaration, typedefs and qualifiers kept: `const node_t *`, `char *[4]`, `void (*)(int)`.
  ///
  /// As gdb's `whatis` spells it, except that no blank stands before a bracket. Types of C carry their tag
  /// (`struct node`), those of C++ their qualified name. Bytes, because names come from a file of somebody else.
  public var spelling: [UInt8] { spelling(declaring: []) }

  /// The spelling without typedefs and qualifiers at the top and in the elements of arrays: what an object of this
  /// type is. `node_t` gives `struct node`, `size_t` gives `unsigned long`, `const node_t[4]` gives `struct node[4]`.
  public var concreteSpelling: [UInt8] { concreteSpelling(declaring: []) }

  /// The spelling of a declaration of `name`: `int (*rows)[3]`.
  public func spelling(declaring name: [UInt8]) -> [UInt8] {
    var speller = TypeSpeller()
    return speller.spell(self, declarator: name, concrete: false)
  }

  /// The concrete spelling of an array of `count` of this type: `struct item[16]`.
  public func concreteSpelling(arrayOf count: UInt64) -> [UInt8] {
    concreteSpelling(declaring: [UInt8](ascii: "[\(count)]"))
  }

  /// The concrete spelling of a declaration of `name`.
  public func concreteSpelling(declaring name: [UInt8]) -> [UInt8] {
    var speller = TypeSpeller()
    return speller.spell(self, declarator: name, concrete: true)
  }
}

/// One spelling under way. Damaged tables can hold cycles and pointers to pointers without end, so the types visited
/// are counted; past the limit the rest is `...`.
private struct TypeSpeller {
  var budget = 256

  /// The declarator grows as the types are taken off from the outside; the base type goes in front at the end.
  mutating func spell(_ type: UniqType, declarator: [UInt8], concrete: Bool) -> [UInt8] {
    var current = type
    var inner = declarator
    var qualifiers = Qualifiers()
    var dropsAliases = concrete
    while budget > 0 {
      budget -= 1
      switch current.kind {
      case .const, .volatile, .restrict, .atomic:
        if !dropsAliases { qualifiers.insert(current.kind) }
      case .typedef where dropsAliases: break
      case .pointer, .reference, .rvalueReference, .memberPointer:
        inner = indirection(current, qualifiers, inner)
        qualifiers = []
        dropsAliases = false
      case .array:
        inner = current.arrayDeclarator(inner)
      case .function:
        inner += parameterList(current)
        qualifiers = []
        dropsAliases = false
      default:
        return join(qualifiers.prefix + current.baseSpelling, inner)
      }
      guard let next = current.target else { return join(qualifiers.prefix + .voidName, inner) }
      current = next
    }
    return join(.ellipsis, inner)
  }

  private func indirection(
    _ type: UniqType, _ qualifiers: Qualifiers, _ inner: [UInt8]
  ) -> [UInt8] {
    var result = type.indirectionToken
    let suffix = qualifiers.suffix(of: type)
    result += suffix
    if !suffix.isEmpty, let first = inner.first, first != UInt8(ascii: "[") { result += .blank }
    result += inner
    return type.pointsToDeclarator ? .open + result + .close : result
  }

  private mutating func parameterList(_ function: UniqType) -> [UInt8] {
    var parts: [[UInt8]] = []
    var suffix: [UInt8] = []
    for place in 0..<function.memberCount {
      guard budget > 0, let parameter = function.member(place) else { break }
      // `this` is not written, but its pointee's const is that of the function.
      if parameter.isArtificial {
        if place == 0, parameter.type?.pointsToConst == true { suffix = [UInt8](ascii: " const") }
        continue
      }
      let spelled = parameter.type.map { spell($0, declarator: [], concrete: false) }
      parts.append(spelled ?? .ellipsis)
    }
    if function.has(SCRY_TYPE_VARIADIC) || budget <= 0 { parts.append(.ellipsis) }
    if parts.isEmpty, function.isPrototyped { parts.append(.voidName) }
    return .open + parts.joined(separator: [UInt8](ascii: ", ")) + .close + suffix
  }

  private func join(_ base: [UInt8], _ declarator: [UInt8]) -> [UInt8] {
    guard let first = declarator.first else { return base }
    return first == UInt8(ascii: "[") ? base + declarator : base + .blank + declarator
  }
}

/// The qualifiers met on the way to the type that they belong to.
private struct Qualifiers: ExpressibleByArrayLiteral {
  private var kinds: [TypeKind]

  init(arrayLiteral elements: TypeKind...) { kinds = elements }

  mutating func insert(_ kind: TypeKind) { if !kinds.contains(kind) { kinds.append(kind) } }

  private static let order: [(TypeKind, String)] = [
    (.const, "const"), (.volatile, "volatile"), (.restrict, "restrict"), (.atomic, "_Atomic"),
  ]

  /// In front of a base type: `const volatile `.
  var prefix: [UInt8] {
    Self.order.filter { kinds.contains($0.0) }.flatMap { [UInt8](ascii: $0.1) + .blank }
  }

  /// Behind a star: ` const`.
  func suffix(of type: UniqType) -> [UInt8] {
    let isCxx = type.record.language == UInt8(SCRY_LANGUAGE_CXX.rawValue)
    return Self.order.filter { kinds.contains($0.0) }.flatMap { kind, word in
      .blank + [UInt8](ascii: kind == .restrict && isCxx ? "__restrict__" : word)
    }
  }
}

extension UniqType {
  fileprivate var isPrototyped: Bool {
    has(SCRY_TYPE_PROTOTYPED) || record.language != UInt8(SCRY_LANGUAGE_C.rawValue)
  }

  fileprivate var indirectionToken: [UInt8] {
    switch kind {
    case .reference: [UInt8](ascii: "&")
    case .rvalueReference: [UInt8](ascii: "&&")
    case .memberPointer: (table.type(record.container)?.name ?? []) + [UInt8](ascii: "::*")
    default: [UInt8](ascii: "*")
    }
  }

  /// Whether the target needs parentheses: `int (*)[3]`, `void (*)(int)`. Qualifiers of an array bind to its elements.
  fileprivate var pointsToDeclarator: Bool {
    var next = target
    for _ in 0..<4 {
      switch next?.kind {
      case .const, .volatile, .restrict, .atomic: next = next?.target
      case .array: return next?.has(SCRY_TYPE_VECTOR) == false
      case .function: return true
      default: return false
      }
    }
    return false
  }

  /// Whether this is `const X *`, possibly qualified itself: the type of a const member function's `this`.
  fileprivate var pointsToConst: Bool {
    var next: UniqType? = self
    for _ in 0..<4 where next?.kind != .pointer { next = next?.target }
    return next?.kind == .pointer && next?.target?.kind == .const
  }

  fileprivate func arrayDeclarator(_ inner: [UInt8]) -> [UInt8] {
    if has(SCRY_TYPE_VECTOR) {
      return [UInt8](ascii: "__attribute__((vector_size(\(size ?? 0))))")
        + (inner.isEmpty ? [] : .blank) + inner
    }
    return inner + [UInt8](ascii: "[\(elementCount.map(String.init) ?? "")]")
  }

  /// The spelling of a type that no declarator is made of.
  fileprivate var baseSpelling: [UInt8] {
    let name = name
    let needsTag =
      !isAnonymous && record.language == UInt8(SCRY_LANGUAGE_C.rawValue)
    switch kind {
    case .void: return .voidName
    case .structure, .class, .union, .enumeration:
      if name.isEmpty { return tag + [UInt8](ascii: " {...}") }
      return needsTag ? tag + .blank + name : name
    default: return name.isEmpty ? [UInt8](ascii: "<unnamed>") : name
    }
  }

  private var tag: [UInt8] {
    switch kind {
    case .union: [UInt8](ascii: "union")
    case .enumeration: [UInt8](ascii: "enum")
    case .class: [UInt8](ascii: "class")
    default: [UInt8](ascii: "struct")
    }
  }
}

extension [UInt8] {
  /// The bytes of a text of ours.
  init(ascii text: String) { self.init(text.utf8) }

  fileprivate static let blank = [UInt8](ascii: " ")
  fileprivate static let open = [UInt8](ascii: "(")
  fileprivate static let close = [UInt8](ascii: ")")
  fileprivate static let ellipsis = [UInt8](ascii: "...")
  fileprivate static let voidName = [UInt8](ascii: "void")
}
