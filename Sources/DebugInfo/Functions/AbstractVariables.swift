// Variables of which nothing is left in a copy of a function: only its abstract instance still names them.

import Primitives

extension DwarfFunction {
  /// The parameters and variables of a scope's abstract instance (DWARF 5 §3.3.8) that this copy has no entry for, neither in the
  /// scope nor in one inside it. Blocks of which nothing is left either count as part of the scope.
  public func missingVariables(inScope index: Int) -> [FunctionVariable] {
    guard let origin = scopes[index].die.reference(.abstractOrigin) else { return [] }
    let kept = origins(inside: index)
    var missing: [FunctionVariable] = []
    var blocks = [origin]
    // Deeper ones are put behind, so that the list is in the order of the blocks.
    while let block = blocks.popLast() {
      var inner: [Die] = []
      for child in block.children where !kept.contains(child.key) {
        guard missing.count < Self.missingLimit else { return missing }
        switch child.tag {
        case .lexicalBlock: inner.append(child)
        default: if let variable = FunctionVariable(child) { missing.append(variable) }
        }
      }
      blocks += inner.reversed()
    }
    return missing
  }

  /// What the variables and blocks inside a scope are copies of.
  private func origins(inside outer: Int) -> Set<Die.Key> {
    var inside: Set<Int> = [outer]
    var origins: Set<Die.Key> = []
    // Parents come before what is in them.
    for (index, scope) in scopes.enumerated() {
      if let parent = scope.parent, inside.contains(parent) { inside.insert(index) }
      guard inside.contains(index) else { continue }
      if index != outer, let origin = scope.die.reference(.abstractOrigin)?.key {
        origins.insert(origin)
      }
      origins.formUnion(scope.variables.compactMap { $0.die.reference(.abstractOrigin)?.key })
    }
    return origins
  }

  private static var missingLimit: Int { 4096 }
}

extension FunctionVariable {
  /// The parameter or variable that a DIE describes; nil for others.
  public init?(_ die: Die) {
    let isParameter = die.tag == .formalParameter
    guard isParameter || die.tag == .variable else { return nil }
    var cursor = die.unit.cursor(at: die)
    self = VariableAttributes(&cursor).variable(die, isParameter: isParameter)
  }
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
