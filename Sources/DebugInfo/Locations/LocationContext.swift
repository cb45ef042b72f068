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
    return evaluator.number(initial: start)?.bits
  }
}

extension LocationEvaluator {
  /// The number itself when the frame knows what it is based on.
  func resolved(_ number: SymbolicNumber) -> SymbolicNumber {
    guard let context, number.bits == nil, number.base != .other else { return number }
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
}
