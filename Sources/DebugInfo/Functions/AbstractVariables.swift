// Variables of which nothing is left in a copy of a function: only its abstract instance still names them.

import Primitives

extension DwarfFunction {
  /// The parameters and variables of a scope's abstract instance (DWARF 5 §3.3.8) that this copy has no entry for, neither in the
  /// scope nor in one inside it.
  public func missingVariables(inScope index: Int) -> [FunctionVariable] {
    guard let origin = scopes[index].die.reference(.abstractOrigin) else { return [] }
    let kept = origins(ofVariablesInside: index)
    var missing: [FunctionVariable] = []
    for child in origin.children where !kept.contains(child.key) {
      guard child.tag == .variable || child.tag == .formalParameter,
        missing.count < Self.missingLimit
      else { continue }
      var cursor = child.unit.cursor(at: child)
      let attributes = VariableAttributes(&cursor)
      missing.append(attributes.variable(child, isParameter: child.tag == .formalParameter))
    }
    return missing
  }

  private func origins(ofVariablesInside outer: Int) -> Set<Die.Key> {
    var inside: Set<Int> = [outer]
    var origins: Set<Die.Key> = []
    // Parents come before what is in them.
    for (index, scope) in scopes.enumerated() {
      if let parent = scope.parent, inside.contains(parent) { inside.insert(index) }
      guard inside.contains(index) else { continue }
      origins.formUnion(scope.variables.compactMap { $0.die.reference(.abstractOrigin)?.key })
    }
    return origins
  }

  private static var missingLimit: Int { 4096 }
}

extension DwarfUnit {
  /// A cursor that stands at a DIE of this unit, its attributes unread.
  func cursor(at die: Die) -> DieCursor {
    var cursor = DieCursor(unit: self)
    guard let index = abbreviationIndex(at: die.offset) else { return cursor }
    cursor.bytes = bytes(from: die.offset)
    cursor.bytes.skipLEB()
    cursor.enter(index)
    cursor.currentOffset = die.offset
    return cursor
  }
}
