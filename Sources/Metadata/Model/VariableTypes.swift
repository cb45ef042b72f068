// The types of parameters and variables, by the DIEs that describe them.

import AgentLayout
import DebugInfo
import TypeModel

extension ModuleMetadata {
  /// The type that a DIE of the module's debug information describes, if it is that of a parameter or variable. Nil when it is not,
  /// or when only the resident part of the file is at hand.
  ///
  /// The DIE must come from the same files that the table was made of, which the build-id says.
  public func variableType(_ die: Die) -> UniqType? {
    let key = die.key.raw
    let index = table.lowerBound(SCRY_META_DIE_TYPES) { index in
      let entry = table.entry(SCRY_META_DIE_TYPES, index, as: scry_meta_die_type.self)
      return entry.map { $0.die < key } ?? false
    }
    guard let entry = table.entry(SCRY_META_DIE_TYPES, index, as: scry_meta_die_type.self),
      entry.die == key
    else { return nil }
    return table.type(entry.type)
  }
}
