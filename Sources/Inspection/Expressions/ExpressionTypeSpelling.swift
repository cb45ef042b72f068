// How types that an expression derives are spelled: C's declarators, around a module's spelling.

import Primitives
import TypeModel

extension ExpressionType {
  /// The spelling without a name: `struct node *`, `int (*)[3]`.
  public var spelling: [UInt8] { spelling(declaring: []) }

  /// The spelling of a declaration of `declarator`.
  public func spelling(declaring declarator: [UInt8]) -> [UInt8] {
    switch self {
    case .declared(let type): return type.spelling(declaring: declarator)
    case .basic(let type): return Self.join(Array(type.rawValue.utf8), declarator)
    case .void: return Self.join(Array("void".utf8), declarator)
    case .pointer(let target): return target.spelling(declaring: target.grouped("*", declarator))
    case .reference(let target): return target.spelling(declaring: target.grouped("&", declarator))
    case .array(let element, let count):
      let bound = count.map { String($0) } ?? ""
      return element.spelling(declaring: declarator + Array("[\(bound)]".utf8))
    case .function(let result, let parameters, let isVariadic):
      return result.spelling(declaring: declarator + Self.list(parameters, isVariadic))
    case .qualified(let qualifier, let type):
      return type.spelling(qualifiedBy: qualifier, declaring: declarator)
    }
  }

  private static func list(_ parameters: [ExpressionType], _ isVariadic: Bool) -> [UInt8] {
    var parts = parameters.map(\.spelling)
    if isVariadic { parts.append(Array("...".utf8)) }
    if parts.isEmpty { parts = [Array("void".utf8)] }
    return Array("(".utf8) + parts.joined(separator: Array(", ".utf8)) + Array(")".utf8)
  }

  /// A pointer's declarator; in parentheses when what it points at would bind more tightly.
  private func grouped(_ symbol: String, _ declarator: [UInt8]) -> [UInt8] {
    let inner = Array(symbol.utf8) + declarator
    return bindsTightly ? Array("(".utf8) + inner + Array(")".utf8) : inner
  }

  private var bindsTightly: Bool {
    switch self {
    case .array, .function: true
    case .declared(let type): type.kind == .array || type.kind == .function
    case .qualified(_, let type): type.bindsTightly
    default: false
    }
  }

  /// A pointer's qualifier stands behind its star, any other in front.
  private func spelling(
    qualifiedBy qualifier: TypeQualifier, declaring declarator: [UInt8]
  ) -> [UInt8] {
    let word = Array(qualifier.rawValue.utf8)
    let isPointer: Bool
    switch self {
    case .pointer: isPointer = true
    case .declared(let type): isPointer = type.kind == .pointer
    default: isPointer = false
    }
    if isPointer {
      return spelling(declaring: [0x20] + Self.join(word, declarator))
    }
    return word + [0x20] + spelling(declaring: declarator)
  }

  private static func join(_ base: [UInt8], _ declarator: [UInt8]) -> [UInt8] {
    guard let first = declarator.first else { return base }
    return base + (first == UInt8(ascii: "[") ? [] : [0x20]) + declarator
  }
}
