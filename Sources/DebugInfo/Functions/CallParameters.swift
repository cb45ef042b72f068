// What a caller knew of the arguments of a call (DWARF 5 §3.4).

import Primitives

extension FunctionCall {
  /// The expression that gives, in the caller's frame, what the register with this DWARF number held at the call; nil when
  /// the compiler did not say.
  public func argument(inRegister register: UInt64) -> LocationExpression? {
    argument { parameter in
      let places = parameter.locations(.location).flatMap(\.expression.pieces)
      return places.count == 1 && places[0].location == .register(register)
    }
  }

  /// The same for a parameter of the called function that it has no place for.
  public func argument(for parameter: Die) -> LocationExpression? {
    argument {
      ($0.reference(.callParameter) ?? $0.reference(.abstractOrigin)) == parameter
    }
  }

  /// Where the call site says that arguments are: registers, and places on the stack.
  public var argumentLocations: [LocationExpression] {
    parameters.flatMap { $0.locations(.location) }.map(\.expression)
  }

  private var parameters: [Die] {
    die.children.filter { $0.tag == .callSiteParameter || $0.tag == .gnuCallSiteParameter }
  }

  private func argument(where isWanted: (Die) -> Bool) -> LocationExpression? {
    guard let parameter = parameters.first(where: isWanted),
      let value = parameter.attribute(.callValue) ?? parameter.attribute(.gnuCallSiteValue)
    else { return nil }
    return parameter.unit.bytes(at: value).map { LocationExpression($0, unit: parameter.unit) }
  }

  /// The expression that gives the address that is called, of a call through a pointer; nil when the compiler did not say.
  public var target: LocationExpression? {
    let value = die.attribute(.callTarget) ?? die.attribute(.gnuCallSiteTarget)
    return value.flatMap { die.unit.bytes(at: $0) }.map { LocationExpression($0, unit: die.unit) }
  }
}
