// What a caller knew of the arguments of a call (DWARF 5 §3.4).

import Primitives

extension FunctionCall {
  /// The expression that gives, in the caller's frame, what the register with this DWARF number held at the call; nil when
  /// the compiler did not say.
  public func argument(inRegister register: UInt64) -> LocationExpression? {
    for child in die.children
    where child.tag == .callSiteParameter || child.tag == .gnuCallSiteParameter {
      let places = child.locations(.location).flatMap(\.expression.pieces)
      guard places.count == 1, places[0].location == .register(register) else { continue }
      let value = child.attribute(.callValue) ?? child.attribute(.gnuCallSiteValue)
      return value.flatMap { child.unit.bytes(at: $0) }.map {
        LocationExpression($0, unit: child.unit)
      }
    }
    return nil
  }

  /// The expression that gives the address that is called, of a call through a pointer; nil when the compiler did not say.
  public var target: LocationExpression? {
    let value = die.attribute(.callTarget) ?? die.attribute(.gnuCallSiteTarget)
    return value.flatMap { die.unit.bytes(at: $0) }.map { LocationExpression($0, unit: die.unit) }
  }
}
