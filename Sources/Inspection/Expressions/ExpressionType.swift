// The type of an expression: one that a module declares, or one that the expression derives itself.

import AgentLayout
import Primitives
import TypeModel

/// A type. `(struct foo **[4])` is well-formed although no module may declare such an array.
public indirect enum ExpressionType: Sendable {
  case declared(UniqType)
  case basic(BasicType)
  case void
  case pointer(ExpressionType)
  case reference(ExpressionType)
  case array(ExpressionType, count: UInt64?)
  case function(result: ExpressionType, parameters: [ExpressionType], isVariadic: Bool)
  case qualified(TypeQualifier, ExpressionType)
}

/// What a type is once typedefs and qualifiers are gone: all that evaluating and showing need to know.
public enum TypeShape: Sendable {
  case void
  /// `isText` for character types, which are also shown as characters.
  case integer(size: Int, isSigned: Bool, isText: Bool)
  case boolean(size: Int)
  case floating(size: Int)
  /// Two floating parts of half the size each.
  case complex(size: Int)
  case enumeration(UniqType, size: Int, isSigned: Bool)
  case pointer(ExpressionType)
  case reference(ExpressionType)
  /// A C++ pointer to a data member (8 bytes) or to a member function (16 bytes).
  case memberPointer(UniqType)
  case array(ExpressionType, count: UInt64?)
  case record(UniqType)
  case function
  /// Nothing that can be computed with: `decltype(nullptr)`, an unknown encoding, damaged data.
  case opaque
}

extension ExpressionType {
  /// Bytes; nil for functions, incomplete types, and arrays without a bound or too large for an address space.
  public var size: UInt64? {
    switch self {
    case .declared(let type): type.concrete.kind == .reference ? 8 : type.concrete.size
    case .basic(let type): UInt64(type.size)
    case .void, .function: nil
    case .pointer, .reference: 8
    case .qualified(_, let type): type.size
    case .array(let element, let count):
      if let size = element.size, let count,
        case let product = size.multipliedReportingOverflow(by: count),
        !product.overflow
      {
        product.partialValue
      } else {
        nil
      }
    }
  }

  /// What evaluating and showing need to know of the type.
  public var shape: TypeShape {
    switch self {
    case .declared(let type): type.concrete.shape
    case .basic(let type): type.shape
    case .void: .void
    case .pointer(let target): .pointer(target)
    case .reference(let target): .reference(target)
    case .array(let element, let count): .array(element, count: count)
    case .function: .function
    case .qualified(_, let type): type.shape
    }
  }

  /// The module's type behind this one, if it is one that a module declares.
  public var declared: UniqType? {
    switch self {
    case .declared(let type): type
    case .qualified(_, let type): type.declared
    default: nil
    }
  }
}

extension BasicType {
  var shape: TypeShape {
    if isFloating { return .floating(size: size) }
    switch self {
    case .bool: return .boolean(size: 1)
    case .char, .signedChar, .unsignedChar, .wideChar, .char8, .char16, .char32:
      return .integer(size: size, isSigned: isSigned, isText: true)
    default: return .integer(size: size, isSigned: isSigned, isText: false)
    }
  }
}

extension UniqType {
  /// The shape of a concrete type. Sizes above 16 bytes that damaged data may give are refused.
  fileprivate var shape: TypeShape {
    let targetType = target.map(ExpressionType.declared) ?? .void
    switch kind {
    case .void: return .void
    case .base: return baseShape
    case .pointer: return .pointer(targetType)
    case .reference, .rvalueReference: return .reference(targetType)
    case .memberPointer: return .memberPointer(self)
    case .array: return .array(targetType, count: elementCount)
    case .structure, .class, .union: return .record(self)
    case .enumeration:
      guard let size = scalarSize else { return .opaque }
      return .enumeration(self, size: size, isSigned: isSignedEnumeration)
    case .function: return .function
    // A concrete type has none of these on top; damaged data may.
    case .typedef, .const, .volatile, .restrict, .atomic, .unspecified: return .opaque
    }
  }

  private var scalarSize: Int? {
    guard let size, size > 0, size <= 16 else { return nil }
    return Int(size)
  }

  /// DWARF gives an enum's signedness by its underlying type only; without one, by its values.
  private var isSignedEnumeration: Bool {
    if let underlying = target?.concrete, underlying.kind == .base {
      return UInt32(underlying.record.encoding) == DwarfEncoding.signed.rawValue
        || UInt32(underlying.record.encoding) == DwarfEncoding.signedCharacter.rawValue
    }
    return enumerators.contains { $0.value < 0 }
  }

  private var baseShape: TypeShape {
    guard let size, size > 0, size <= 32, let size = Int(exactly: size),
      let encoding = DwarfEncoding(rawValue: UInt32(record.encoding))
    else { return .opaque }
    switch encoding {
    case .complex: return .complex(size: size)
    case _ where size > 16: return .opaque
    case .boolean: return .boolean(size: size)
    case .floating: return [4, 8, 16].contains(size) ? .floating(size: size) : .opaque
    case .address, .unsigned: return .integer(size: size, isSigned: false, isText: false)
    case .signed:
      return .integer(size: size, isSigned: true, isText: name.elementsEqual("wchar_t".utf8))
    case .signedCharacter: return .integer(size: size, isSigned: true, isText: true)
    case .unsignedCharacter, .utf: return .integer(size: size, isSigned: false, isText: true)
    }
  }
}

/// The encodings of base types that are understood (DWARF 5, §7.8, DW_ATE_*).
enum DwarfEncoding: UInt32 {
  case address = 1
  case boolean = 2
  case complex = 3
  case floating = 4
  case signed = 5
  case signedCharacter = 6
  case unsigned = 7
  case unsignedCharacter = 8
  case utf = 0x10
}
