// Wrappers of one value: optional, variant, any, function, atomic and those of a single member.

import Primitives
import TypeModel

extension ContainerDecoder {
  /// The value of one member.
  func single(_ member: String) throws(ContainerProblem) -> ContainerContents {
    ContainerContents(.value(try object.member(member).value))
  }

  /// `atomic<T>`: integers in `_M_i`, pointers in `_M_p`, floats in `_M_fp` (`std/atomic`, `bits/atomic_base.h`).
  func atomic() throws(ContainerProblem) -> ContainerContents {
    ContainerContents(
      .value(
        try object.member(oneOf: ["_M_i", "_M_b._M_p", "_M_base._M_i", "_M_fp", "_M_ptr"]).value))
  }

  func tuple() throws(ContainerProblem) -> ContainerContents {
    let elements = try TupleElements.of(object).map(\.value)
    return ContainerContents(.elements(elements, isTruncated: false))
  }

  func pair() throws(ContainerProblem) -> ContainerContents {
    let elements = [try object.member("first").value, try object.member("second").value]
    return ContainerContents(.elements(elements, isTruncated: false))
  }

  /// A count of periods, which the template's second argument gives in seconds: `std::ratio<1, 1000>`.
  func duration() throws(ContainerProblem) -> ContainerContents {
    guard let period = template[1].flatMap({ TemplateName($0) }), period.stem == "std::ratio",
      let seconds = period[0].flatMap({ UInt64(templateNumber: $0) }),
      let parts = period[1].map({ UInt64(templateNumber: $0) }) ?? 1
    else { throw .missingMember("__r") }
    return ContainerContents(
      facts: [.period(seconds, parts)], .value(try object.member("__r").value))
  }

  func optional() throws(ContainerProblem) -> ContainerContents {
    let payload = try object.member("_M_payload")
    let engaged = try payload.member("_M_engaged").unsigned()
    guard engaged < 2 else { throw .badAlternative(engaged) }
    guard engaged == 1 else { return ContainerContents(.nothing) }
    // The innermost of the classes with a member of that name holds the union.
    let storage = try payload.member("_M_payload")
    return ContainerContents(
      .value(try storage.member(oneOf: ["_M_value", "_M_payload._M_value"]).value))
  }

  // MARK: variant

  /// A union of the first alternative and a union of the rest (`std/variant`).
  func variant() throws(ContainerProblem) -> ContainerContents {
    let place = try object.member("_M_index")
    let index = try place.unsigned()
    // Its index is -1 in the width of the member.
    let width = place.type.concrete.size ?? 8
    if index == UInt64.max >> (64 - 8 * min(max(width, 1), 8)) {
      return ContainerContents(facts: [.valueless], .nothing)
    }
    guard index < UInt64(template.arguments.count), index < 256 else {
      throw .badAlternative(index)
    }
    var union = try object.member("_M_u")
    for _ in 0..<index { union = try union.member("_M_rest") }
    let first = try union.member("_M_first")
    let storage = try first.member("_M_storage")
    return ContainerContents(
      facts: [.alternative(index)], .value(try alternative(index, in: storage)))
  }

  /// Alternatives with destructors stand in raw storage.
  private func alternative(
    _ index: UInt64, in storage: ContainerObject
  ) throws(ContainerProblem) -> ExpressionValue {
    guard let name = template[Int(index)] else { throw .badAlternative(index) }
    let isRaw = storage.template?.stem.hasPrefix("__gnu_cxx::__aligned") ?? false
    guard isRaw else { return storage.value }
    return ExpressionValue(type: try types.type(name), place: .memory(storage.address))
  }

  // MARK: any and function

  /// The type that an `any` holds is a template argument of the function that manages it (`std/any`).
  func any() throws(ContainerProblem) -> ContainerContents {
    let manager = try object.member("_M_manager").pointer()
    guard manager.raw != 0 else { return ContainerContents(.nothing) }
    let symbol = scope.pointee(at: manager).symbol
    let storage = try object.member("_M_storage")
    guard let held = Self.argument(0, ofClass: "std::any::_Manager_", in: symbol) else {
      throw .unknownType(symbol)
    }
    let isInternal = symbol.starts(with: "std::any::_Manager_internal".utf8)
    let address = isInternal ? storage.address : try storage.member("_M_ptr").pointer()
    let type = try types.type(held)
    if !isInternal { try check(address, bytes: type.size ?? 1) }
    return ContainerContents(
      facts: [.holds(held)], .value(ExpressionValue(type: type, place: .memory(address))))
  }

  /// The target's type is a template argument of the function that calls it (`bits/std_function.h`); a pointer to a
  /// function is shown, since its name says more.
  func function() throws(ContainerProblem) -> ContainerContents {
    let manager = try object.member("_M_manager").pointer()
    guard manager.raw != 0 else { return ContainerContents(.nothing) }
    let symbol = scope.pointee(at: manager).symbol
    let stem = "std::_Function_handler"
    guard let held = Self.argument(1, ofClass: stem, in: symbol) else { throw .unknownType(symbol) }
    let functor = try object.member("_M_functor")
    guard let type = try? types.type(held), case .pointer(let target) = type.shape,
      case .function = target.shape
    else { return ContainerContents(facts: [.holds(held)], .opaque) }
    return ContainerContents(
      facts: [.holds(held)],
      .value(ExpressionValue(type: type, place: .memory(functor.address))))
  }

  /// A template argument of the class whose member function a symbol is: `int` of `std::any::_Manager_internal<int>::f`.
  private static func argument(_ place: Int, ofClass stem: String, in symbol: [UInt8]) -> [UInt8]? {
    guard symbol.starts(with: stem.utf8), let end = symbol.lastIndex(of: UInt8(ascii: ">")) else {
      return nil
    }
    return TemplateName(Array(symbol[...end]))?[place]
  }
}
