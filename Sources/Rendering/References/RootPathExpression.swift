// A path as an expression of C that leads down it: `server.head->next->peer`.

import Inspection
import Primitives
import TypeModel

extension RootPath {
  /// The expression whose value is the pointer to the object; nil unless the path begins in a variable of the program and every step is a
  /// pointer, declared as one to the type of the object that it leads to the start of.
  public var expression: [UInt8]? {
    guard omitted == 0, let first = steps.first, first.root == .static,
      let symbol = first.holder?.symbol,
      symbol.kind == .variable
    else { return nil }
    var text = symbol.name
    for (number, step) in steps.enumerated() {
      guard let holder = step.holder, let object = holder.object, let reading = step.pointer,
        number == 0 || Self.leads(steps[number - 1], to: object)
      else { return nil }
      let path = reading.path
      let isMember = path.first == UInt8(ascii: ".")
      text += number > 0 && isMember ? Array("->".utf8) + path.dropFirst() : path
      // The start of an array that is pointed at, and a pointer that is itself the object, have no path.
      if number > 0, path.isEmpty { return nil }
    }
    return text
  }

  private static func leads(_ step: Reference, to object: TypedObject) -> Bool {
    guard step.value == object.start, let target = step.pointer?.type?.concrete.target else {
      return false
    }
    return target.concrete.digest == object.shape.element.concrete.digest
  }
}

extension Reference {
  /// The reading of the holder that has a pointer here.
  fileprivate var pointer: Reading? {
    guard case .memory(let address) = place else { return nil }
    return holder?.object?.pointer(at: address)
  }
}
