// The words of an expression.

/// A token and the bytes of the text that it stands on.
struct ExpressionToken: Equatable {
  var kind: Kind
  var range: Range<Int>

  enum Kind: Equatable {
    case name([UInt8])
    /// A quoted name, or one that can only be a file or library: `'my prog'`, `list.c`, `libm.so.6`.
    case quotedName([UInt8])
    case integer(IntegerLiteral)
    case floating(Float80, FloatingKind)
    case character(Int64)
    case string([UInt8])
    /// An operator or bracket, as written.
    case symbol(String)
    case end
  }

  func isSymbol(_ text: String) -> Bool { kind == .symbol(text) }
}

/// An integer constant and what its suffix and base say of its type (C11 6.4.4.1).
struct IntegerLiteral: Equatable {
  var value: UInt64
  var isDecimal = true
  var isUnsigned = false
  var isLong = false
}
