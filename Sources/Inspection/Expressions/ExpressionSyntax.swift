// The syntax tree of an expression.

/// A node of an expression and the bytes of the text that it covers.
public final class ExpressionNode: Sendable {
  public let kind: Kind
  public let range: Range<Int>

  init(_ kind: Kind, _ range: Range<Int>) {
    self.kind = kind
    self.range = range
  }

  public enum Kind: Sendable {
    case integer(UInt64, BasicType)
    case floating(Float80, BasicType)
    case character(Int64)
    case string([UInt8])
    case name(QualifiedName)
    case unary(UnaryOperator, ExpressionNode)
    case binary(BinaryOperator, ExpressionNode, ExpressionNode)
    case conditional(ExpressionNode, ExpressionNode, ExpressionNode)
    case cast(TypeName, ExpressionNode)
    case sizeOfType(TypeName)
    case sizeOf(ExpressionNode)
    case index(ExpressionNode, ExpressionNode)
    /// `p @ n`, as gdb has it: `n` elements of the type of `p`, from where `p` lies.
    case slice(ExpressionNode, ExpressionNode)
    case member(ExpressionNode, name: [UInt8], throughPointer: Bool)
  }
}

/// A name with what qualifies it, outermost first: file, library, function, namespaces and classes.
public struct QualifiedName: Equatable, Sendable {
  public var components: [[UInt8]]
  /// Written with a leading `::`.
  public var isGlobal = false

  /// Joined with `::`.
  public var spelling: [UInt8] { Array(components.joined(separator: Array("::".utf8))) }
}

/// Operators on one operand.
public enum UnaryOperator: String, Sendable {
  case plus = "+"
  case minus = "-"
  case not = "!"
  case complement = "~"
  case dereference = "*"
  case address = "&"
}

/// Operators on two operands, without `@`.
public enum BinaryOperator: String, Sendable {
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case add = "+"
  case subtract = "-"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case and = "&"
  case exclusiveOr = "^"
  case or = "|"
  case logicalAnd = "&&"
  case logicalOr = "||"
}

/// A type as an expression writes it: a base and what is derived from it, in the order of derivation.
public struct TypeName: Sendable {
  public var base: Base
  public var derivations: [Derivation] = []
  public var range: Range<Int>

  public enum Base: Sendable {
    case void
    case basic(BasicType)
    /// `struct`, `union`, `enum` or `class` and a name.
    case tagged(Tag, QualifiedName)
    case named(QualifiedName)
  }

  public enum Tag: String, Sendable {
    case structure = "struct"
    case `class`, union
    case enumeration = "enum"
  }

  public enum Derivation: Sendable {
    case pointer
    case reference
    case qualifier(TypeQualifier)
    /// nil for `[]`.
    case array(ExpressionNode?)
    case function([TypeName], isVariadic: Bool)
  }
}

/// Qualifiers that are kept when a type is spelled.
public enum TypeQualifier: String, Sendable { case const, volatile }
