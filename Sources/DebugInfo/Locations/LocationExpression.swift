// Where an object is, as a DWARF location description says it, without a process at hand.

import Primitives

/// A number that an expression computes: something plus a known offset (wrapping).
public struct SymbolicNumber: Hashable, Sendable {
  public enum Base: Hashable, Sendable {
    /// Nothing: the number is `offset`.
    case zero
    /// Nothing: `offset` is the bits of a floating number of 4 or 8 bytes.
    case floating(size: Int)
    /// The module's load bias: `offset` is an address of the module's own.
    case module
    /// What a register holds, by its DWARF number.
    case register(UInt64)
    /// What a register held when the function was entered (`DW_OP_entry_value`).
    case entryRegister(UInt64)
    /// What the function was given for a parameter that it has no place for, by the offset of the parameter's DIE in the unit
    /// (`DW_OP_GNU_parameter_ref`).
    case entryParameter(UInt64)
    /// What the variable at this offset of `.debug_info` holds (`DW_OP_GNU_variable_value`).
    case variable(UInt64)
    /// The frame base (`DW_AT_frame_base`).
    case frameBase
    /// The canonical frame address (`DW_OP_call_frame_cfa`).
    case frameAddress
    /// The module's thread-local block in the current thread.
    case threadLocal
    /// The address of the object in question (`DW_OP_push_object_address`, or the number given at the start).
    case object
    /// Something that only a running process can tell.
    case other
  }

  public var base: Base
  public var offset: Int64

  public init(_ base: Base, _ offset: Int64 = 0) {
    self.base = base
    self.offset = offset
  }

  /// A number that needs a process.
  public static let other = SymbolicNumber(.other)

  /// The number if it is known outright.
  public var constant: Int64? { base == .zero ? offset : nil }
}

/// Where a part of an object is.
public enum ObjectLocation: Equatable, Sendable {
  /// In a register, by its DWARF number.
  case register(UInt64)
  /// In memory at this address.
  case memory(SymbolicNumber)
  /// Nowhere, but its value is known: it is this number.
  case value(SymbolicNumber)
  /// Nowhere, but its bytes are known.
  case bytes(ByteString)
  /// A pointer that was optimised away; what it points to is described by the DIE at this offset of `.debug_info`.
  case implicitPointer(die: UInt64, offset: Int64)
  /// Optimised away.
  case none
}

/// A part of an object and where it is.
public struct LocationPiece: Equatable, Sendable {
  /// Bits from the start of the object.
  public var bitOffset: UInt64
  /// Bits; nil for the whole object.
  public var bitSize: UInt64?
  public var location: ObjectLocation

  public init(bitOffset: UInt64, bitSize: UInt64?, location: ObjectLocation) {
    self.bitOffset = bitOffset
    self.bitSize = bitSize
    self.location = location
  }
}

/// A location description (DWARF 5 §2.6), one expression.
public struct LocationExpression: Sendable {
  public let bytes: ByteString
  /// The unit that gives sizes and indexed addresses their meaning; nil in call frame information, which uses neither
  /// (DWARF 5 §6.4.2).
  let unit: DwarfUnit?

  public init(_ bytes: ByteString, unit: DwarfUnit) {
    self.bytes = bytes
    self.unit = unit
  }

  /// An expression of a call frame rule.
  public init(callFrameRule bytes: ByteString) {
    self.bytes = bytes
    unit = nil
  }

  /// The pieces of the object that the expression describes, in order; one without a size when it is whole. Empty when
  /// the expression is damaged or has operations that are not known.
  public var pieces: [LocationPiece] {
    var evaluator = LocationEvaluator(self)
    return evaluator.pieces() ?? []
  }

  /// The number that is left on the stack, for expressions that compute one (`DW_AT_data_member_location`, frame bases),
  /// with `initial` on the stack at first. Nil when the expression is damaged.
  public func number(initial: SymbolicNumber? = nil) -> SymbolicNumber? {
    var evaluator = LocationEvaluator(self)
    return evaluator.number(initial: initial)
  }
}
