// What the C++ library's functions for new objects create, by their template arguments: the objects get no typed variable
// where their constructors are trivial.

import DebugInfo

/// The functions of libstdc++ that make one object, or array, of a template argument's type with `new`.
enum CreatedType {
  /// The type that a function creates; nil for every other function. For `make_unique<T[]>` the array.
  static func of(_ function: Die, named name: ByteString) -> Die? {
    let declaration = function.declaration
    guard let owner = declaration.parent else { return nil }
    for maker in makers where name.starts(with: maker.function.utf8) {
      guard let ownerName = maker.owner else {
        guard owner.tag == .namespace, isStandard(owner) else { continue }
        return firstArgument(of: function) ?? firstArgument(of: declaration)
      }
      guard owner.name?.starts(with: ownerName.utf8) == true, isStandard(owner) else { continue }
      return firstArgument(of: owner)
    }
    return nil
  }

  /// Functions, and the class templates whose argument they create; their own argument without one. `std::function`'s
  /// closure on the heap, `std::any`'s object, and what a `unique_ptr` gets.
  private static let makers: [(function: String, owner: String?)] = [
    ("_M_create", "_Base_manager<"), ("_S_create", "_Manager_external<"), ("make_unique", nil),
  ]

  private static func isStandard(_ scope: Die) -> Bool {
    var scope = scope
    while let outer = scope.parent,
      outer.tag == .namespace || outer.tag == .structureType
        || outer.tag == .classType
    { scope = outer }
    return scope.tag == .namespace && scope.name?.elementsEqual("std".utf8) == true
  }

  private static func firstArgument(of die: Die) -> Die? {
    for child in die.children where child.tag == .templateTypeParameter {
      return child.reference(.type)
    }
    return nil
  }
}
