// Types that a container names only in the arguments of its template: debug information points to no element of a list.

import Primitives
import TypeModel

/// Finds types by C++'s spelling.
struct ContainerTypes {
  let scope: any ExpressionScope
  /// The container's own module, whose types are meant when several modules have one of a name.
  let table: TypeTable

  /// The type of a spelling: a class, a typedef, `unsigned long`, `foo*`.
  func type(_ spelling: [UInt8]) throws(ContainerProblem) -> ExpressionType {
    if let found = named(spelling) { return .declared(found) }
    let text = Array("sizeof(".utf8) + spelling + Array(")".utf8)
    do {
      let node = try ExpressionParser.parse(text, oracle: scope)
      if case .sizeOfType(let name) = node.kind {
        return try ExpressionEvaluator(scope: scope).type(name)
      }
    } catch {}
    throw .unknownType(spelling)
  }

  /// The one complete type of a name, those of the container's own module first; nil when there is none, or when
  /// different ones share the name.
  func named(_ spelling: [UInt8]) -> UniqType? {
    let own = table.types(named: spelling)
    return only(own) ?? (own.isEmpty ? only(scope.universe.types(named: spelling)) : nil)
      ?? own.first.flatMap { scope.universe.definition(of: $0) }.flatMap {
        $0.isIncomplete ? nil : $0
      }
  }

  private func only(_ types: [UniqType]) -> UniqType? {
    let complete = types.filter { !$0.concrete.isIncomplete && $0.kind != .function }
    guard let first = complete.first, complete.allSatisfy({ $0.digest == first.digest }) else {
      return nil
    }
    return first
  }

  /// A node class of an element type, `std::_List_node<foo>`, as any release spells it.
  func node(_ stem: String, of arguments: [[UInt8]]) throws(ContainerProblem) -> UniqType {
    let list = Array(arguments.joined(separator: Array(", ".utf8)))
    for space in ["std::", "std::__cxx11::", "std::__cxx1998::"] {
      for close in list.last == UInt8(ascii: ">") ? [" >", ">"] : [">"] {
        let name = Array("\(space)\(stem)<".utf8) + list + Array(close.utf8)
        if let found = named(name) { return found }
      }
    }
    throw .unknownType(Array("std::\(stem)<".utf8) + list + Array(">".utf8))
  }
}
