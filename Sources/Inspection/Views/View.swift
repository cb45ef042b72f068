// A value taken apart for showing: a tree of plain values, without any text of ours.

import Primitives
import TypeModel

/// A typed value and what it is made of.
public struct ValueView: Sendable {
  public var type: ExpressionType
  /// Where it lies; nil for computed values.
  public var address: Address?
  /// A bit-field's bits.
  public var bits: Int?
  public var content: Content

  public init(type: ExpressionType, address: Address?, content: Content) {
    self.type = type
    self.address = address
    self.content = content
  }

  /// What the value is.
  public indirect enum Content: Sendable {
    case integer(IntegerValue)
    case character(IntegerValue)
    case boolean(IntegerValue)
    case floating(FloatingValue)
    case complex(real: FloatingValue, imaginary: FloatingValue)
    case enumeration(EnumerationView)
    case string(StringView)
    case pointer(PointerView)
    /// A struct, class or union; every member of a union is read.
    case record([FieldView])
    case array(ArrayView)
    /// A container or smart pointer of a C++ library.
    case container(ContainerView)
    /// Code; the symbol that covers it.
    case function(Pointee)
    /// Bytes that no rule explains, and bytes of types without one.
    case raw([UInt8])
    /// The first byte that cannot be read.
    case unreadable(Address)
    case omitted(Omission)
  }

  /// Why a value is not shown.
  public enum Omission: Sendable {
    /// Nested too deep, or too much has been shown already.
    case limit
    /// Shown further up.
    case shownAbove
    /// The type is declared, but no module defines it.
    case incomplete
    /// A virtual base whose place cannot be read.
    case unknownPlace
    /// A part of a variable that the compiler kept no place for.
    case optimizedOut
  }
}

/// An enum's value.
public struct EnumerationView: Sendable {
  public var value: IntegerValue
  /// The enumerator's name, or the names of the flags that make up the value; empty when none does.
  public var names: [[UInt8]]
  /// The bits that no flag explains.
  public var rest: UInt128
}

/// Text found in the target.
public struct StringView: Sendable {
  /// The characters' bytes; wide ones as UTF-8. May be anything.
  public var bytes: [UInt8]
  /// There is more of it.
  public var isTruncated: Bool
  /// Bytes of a character in the target: 1, 2 or 4.
  public var unit: Int

  public init(bytes: [UInt8], isTruncated: Bool, unit: Int = 1) {
    self.bytes = bytes
    self.isTruncated = isTruncated
    self.unit = unit
  }
}

/// A pointer and what it points at.
public struct PointerView: Sendable {
  public var address: Address
  /// What lies there; nil for null.
  public var pointee: Pointee?
  /// What a `char *` points at.
  public var string: StringView?
  /// What it points at, when pointers are followed.
  public var target: ValueView?

  public init(address: Address, pointee: Pointee? = nil) {
    self.address = address
    self.pointee = pointee
  }
}

/// A member of a record.
public struct FieldView: Sendable {
  /// The member's name; a base class's is the class's own; empty for anonymous members.
  public var name: [UInt8]
  public var kind: Kind
  public var value: ValueView

  public enum Kind: Sendable { case member, anonymous, base, virtualBase }

  public init(name: [UInt8], kind: Kind, value: ValueView) {
    self.name = name
    self.kind = kind
    self.value = value
  }
}

/// The elements of an array, equal neighbours folded.
public struct ArrayView: Sendable {
  public var runs: [Run]
  /// How many elements the array has; nil when nobody knows.
  public var count: UInt64?
  /// Elements of the array that are not in `runs`, or may be.
  public var isTruncated: Bool

  /// An element and how many times it stands there.
  public struct Run: Sendable {
    public var value: ValueView
    public var index: UInt64
    public var count: UInt64

    public init(value: ValueView, index: UInt64, count: UInt64) {
      self.value = value
      self.index = index
      self.count = count
    }
  }

  public init(runs: [Run], count: UInt64?, isTruncated: Bool) {
    self.runs = runs
    self.count = count
    self.isTruncated = isTruncated
  }
}

/// How much of a value is shown.
public struct ViewLimits: Sendable {
  /// How many pointers are followed one behind the other.
  public var followedPointers = 0
  /// Records and arrays nested deeper are left out.
  public var nesting = 32
  /// Elements of an array, folded ones counted once.
  public var elements = 200
  /// Bytes of a string.
  public var stringLength = 200
  /// Values in the whole tree.
  public var values = 20_000
  /// Equal neighbours are folded from this many on.
  public var repeats = 10
  /// Show the members of containers instead of what they hold.
  public var isRaw = false
  /// Whether pointers to a type are followed, whatever `followedPointers` says; nil where that decides.
  public var following: (@Sendable (ExpressionType) -> Bool?)?

  public init() {}
}
