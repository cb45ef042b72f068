// A value of an expression: a type and where its bytes are.

import Primitives
import TypeModel

/// A typed value: an object in the target's memory, or bytes that were computed.
public struct ExpressionValue: Sendable {
  public var type: ExpressionType
  public var place: Place

  /// Where the bytes are.
  public enum Place: Sendable, Equatable {
    case memory(Address)
    /// A bit-field: `count` bits, the lowest of them `shift` bits above the lowest of the byte at the address.
    case bits(Address, shift: Int, count: Int)
    case bytes([UInt8])
  }

  public init(type: ExpressionType, place: Place) {
    self.type = type
    self.place = place
  }

  /// The object's address; nil for computed values and bit-fields.
  public var address: Address? {
    if case .memory(let address) = place { return address }
    return nil
  }
}

/// A value of which only parts are known: what the compiler kept of a variable.
public struct PartialValue: Sendable {
  public let type: ExpressionType
  /// All of the value, zero where it is not known.
  let bytes: [UInt8]
  /// Where in `bytes` nothing is known.
  let gaps: [Range<Int>]
}

/// A value that fits a register, taken from memory and ready to compute with.
enum Scalar {
  case integer(IntegerValue)
  case floating(FloatingValue)
  case pointer(UInt64, to: ExpressionType)

  /// Whether C takes the value for true.
  var isTrue: Bool {
    switch self {
    case .integer(let value): value.bits != 0
    case .floating(let value): value.value != 0
    case .pointer(let address, _): address != 0
    }
  }
}

/// An integer of 1 to 16 bytes: its bits, with those above its size zero.
public struct IntegerValue: Equatable, Sendable {
  public let bits: UInt128
  /// In bytes.
  public let size: Int
  public let isSigned: Bool

  /// The low `size` bytes of `bits`, which are taken for 1 to 16.
  public init(bits: UInt128, size: Int, isSigned: Bool) {
    let width = min(max(size, 1), 16) * 8
    self.bits = width == 128 ? bits : bits & ((1 << UInt128(width)) - 1)
    self.size = width / 8
    self.isSigned = isSigned
  }

  init(_ value: Int128, as type: BasicType) {
    self.init(bits: UInt128(bitPattern: value), size: type.size, isSigned: type.isSigned)
  }

  /// Little-endian bytes; those beyond 16 are ignored.
  init(littleEndian bytes: some Collection<UInt8>, isSigned: Bool) {
    var bits: UInt128 = 0
    for byte in Array(bytes.prefix(16)).reversed() { bits = bits << 8 | UInt128(byte) }
    self.init(bits: bits, size: bytes.count, isSigned: isSigned)
  }

  /// The value with its sign; wraps for unsigned values of 16 bytes above the signed maximum.
  public var value: Int128 {
    guard isSigned else { return Int128(bitPattern: bits) }
    let shift = Int128(128 - size * 8)
    return Int128(bitPattern: bits << UInt128(shift)) >> shift
  }

  var isNegative: Bool { isSigned && value < 0 }

  /// The low 64 bits, sign-extended: what the machine would use as an address or an index.
  var word: UInt64 { UInt64(truncatingIfNeeded: value) }

  var littleEndian: [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: bits >> UInt128($0 * 8)) }
  }

  func converted(size: Int, isSigned: Bool) -> IntegerValue {
    IntegerValue(bits: UInt128(bitPattern: value), size: size, isSigned: isSigned)
  }

  /// C's integer promotion (C11 6.3.1.1): what is smaller than `int` becomes `int`.
  var promoted: IntegerValue { size < 4 ? converted(size: 4, isSigned: true) : self }

  var type: BasicType { .integer(size: size, isSigned: isSigned) }

}

extension IntegerValue: CustomStringConvertible {
  /// In decimal.
  public var description: String { isSigned ? String(value) : String(bits) }
}

/// A floating value and the size that C computes it in.
public struct FloatingValue: Equatable, Sendable {
  public let value: Float80
  /// 4, 8 or 16 bytes.
  public let size: Int

  /// Rounded to the size.
  init(_ value: Float80, size: Int) {
    self.size = size
    switch size {
    case 4: self.value = Float80(Float(value))
    case 8: self.value = Float80(Double(value))
    default: self.value = value
    }
  }

  /// nil when the bytes are not 4, 8 or 16.
  init?(littleEndian bytes: [UInt8]) {
    size = bytes.count
    switch bytes.count {
    case 4: value = Float80(bytes.withUnsafeBytes { $0.loadUnaligned(as: Float.self) })
    case 8: value = Float80(bytes.withUnsafeBytes { $0.loadUnaligned(as: Double.self) })
    case 16: value = bytes.withUnsafeBytes { $0.loadUnaligned(as: Float80.self) }
    default: return nil
    }
  }

  var type: BasicType { size == 4 ? .float : size == 8 ? .double : .longDouble }

  var littleEndian: [UInt8] {
    switch size {
    case 4: withUnsafeBytes(of: Float(value)) { Array($0) }
    case 8: withUnsafeBytes(of: Double(value)) { Array($0) }
    default: withUnsafeBytes(of: value) { Array($0.prefix(10)) } + [UInt8](repeating: 0, count: 6)
    }
  }
}

extension FloatingValue: CustomStringConvertible {
  /// The shortest decimal that gives the same value back at this size; `inf`, `-inf`, `nan`.
  public var description: String {
    switch size {
    case 4: Float(value).description
    case 8: Double(value).description
    default: value.description
    }
  }
}
