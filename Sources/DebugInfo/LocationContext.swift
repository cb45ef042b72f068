// What a stopped thread knows that DWARF expressions ask for.

import Primitives

/// A frame of a thread, as expressions see it: with one, what they compute are numbers of the process.
public protocol LocationContext {
  /// The number that a base stands for, an address or a register's content; nil when it is not known here.
  func value(of base: SymbolicNumber.Base) -> UInt64?

  /// The unsigned number of 1 to 8 bytes at an address; nil when it cannot be read.
  func load(at address: Address, size: Int) -> UInt64?
}

extension LocationExpression {
  /// The pieces as `pieces` gives them, with memory addresses and values as numbers where the frame has them.
  public func pieces(in context: any LocationContext) -> [LocationPiece] {
    var evaluator = LocationEvaluator(self, context: context)
    return evaluator.pieces() ?? []
  }

  /// The number that the expression computes; nil when it is damaged or asks for what the frame has not.
  public func number(
    in context: any LocationContext, initial: UInt64? = nil
  ) -> UInt64? {
    var evaluator = LocationEvaluator(self, context: context)
    let start = initial.map { SymbolicNumber(.zero, Int64(bitPattern: $0)) }
    return evaluator.number(initial: start)?.constant.map { UInt64(bitPattern: $0) }
  }
}

extension LocationEvaluator {
  /// The number itself when the frame knows what it is based on.
  func resolved(_ number: SymbolicNumber) -> SymbolicNumber {
    guard let context, number.base != .zero, number.base != .other else { return number }
    guard let value = context.value(of: number.base) else { return .other }
    return SymbolicNumber(.zero, Int64(bitPattern: value) &+ number.offset)
  }

  /// What `size` bytes at an address hold; unknown without a process.
  func loaded(at address: SymbolicNumber, size: Int) -> SymbolicNumber {
    guard let context, let place = address.constant, (1...8).contains(size),
      let value = context.load(at: Address(UInt64(bitPattern: place)), size: size)
    else { return .other }
    return SymbolicNumber(.zero, Int64(bitPattern: value))
  }

  /// A number as one of a base type of the unit, given by the offset of its DIE; 0 is the generic type of an address.
  func converted(_ number: SymbolicNumber, toTypeAt offset: UInt64) -> SymbolicNumber {
    guard offset != 0, let value = number.constant else { return number }
    guard let offset = Int(exactly: offset), let unit,
      let die = unit.die(at: unit.offset &+ offset),
      let size = die.unsigned(.byteSize), size > 0, let encoding = die.unsigned(.encoding)
    else { return .other }
    if size >= 8, encoding != 4 { return number }
    let shift = Int64(64 - 8 * min(size, 8))
    switch encoding {
    case 0x05, 0x06: return SymbolicNumber(.zero, (value << shift) >> shift)  // signed
    case 0x01, 0x02, 0x07, 0x08, 0x10:  // address, boolean, unsigned, characters
      let bits = (UInt64(bitPattern: value) << UInt64(shift)) >> UInt64(shift)
      return SymbolicNumber(.zero, Int64(bitPattern: bits))
    // Floating point and the rest are not computed with.
    default: return .other
    }
  }
}
