// How to say a part of an object in C, for whoever wants to paste it elsewhere.

import Inspection
import Primitives

/// An expression for a part of an object.
struct FieldPath: Sendable {
  /// Bytes of the target's names are in it: escape it where it is shown.
  private let text: [UInt8]
  /// The text says a pointer to the part rather than the part.
  private let isPointer: Bool

  /// An expression as a person has typed it.
  init(expression: String) {
    let isName = expression.allSatisfy { $0.isLetter || $0.isNumber || "_.:[]".contains($0) }
    text = Array((isName ? expression : "(\(expression))").utf8)
    isPointer = false
  }

  /// An object of a type at an address; without a type the address alone.
  init(_ address: Address, type: ExpressionType?) {
    let number = Array(address.description.utf8)
    guard let type, case .some = type.declared else {
      text = number
      isPointer = false
      return
    }
    text = Array("((".utf8) + type.spelling + Array(" *)".utf8) + number + Array(")".utf8)
    isPointer = true
  }

  private init(_ text: [UInt8], isPointer: Bool) {
    self.text = text
    self.isPointer = isPointer
  }

  /// The expression for the part itself.
  var expression: [UInt8] { isPointer ? [UInt8(ascii: "*")] + text : text }

  /// A member of it.
  func member(_ name: [UInt8]) -> FieldPath {
    FieldPath(text + Array((isPointer ? "->" : ".").utf8) + name, isPointer: false)
  }

  /// An element of it, if it is an array.
  func element(_ index: UInt64) -> FieldPath {
    let array = isPointer ? Array("(*".utf8) + text + Array(")".utf8) : text
    return FieldPath(array + Array("[\(index)]".utf8), isPointer: false)
  }

  /// What it points to, if it is a pointer.
  var target: FieldPath {
    let pointer = isPointer ? Array("(*".utf8) + text + Array(")".utf8) : text
    return FieldPath(pointer, isPointer: true)
  }
}
