// Reads everything that debug information says.

import DebugInfo

/// Asks everything of a module that can be asked.
public enum DebugInfoWalk {
  /// Reads every DIE, function, line and symbol.
  public static func walk(_ module: ModuleDebugInfo) {
    _ = module.symbols.map(\.name.hashValue)
    _ = (module.buildID, module.elf.pltTargets.count)
    for file in module.files {
      for unit in file.units { walk(unit) }
    }
  }

  private static func walk(_ unit: DwarfUnit) {
    var cursor = unit.cursor()
    var count = 0
    while cursor.next() {
      count += 1
      let isSampled = count % 7 == 0
      cursor.readAttributes { name, value in
        _ = unit.string(value)?.hashValue
        _ = (unit.address(value), unit.bytes(at: value)?.last, value.signed, value.sectionOffset)
        _ = unit.reference(value)?.tag
        if name == .ranges { _ = unit.ranges(value) }
      }
      if isSampled { walk(cursor.die) }
    }
    walkFunctions(unit)
    if let table = unit.lineTable() {
      for index in table.files.indices { _ = table.path(ofFile: UInt64(index)) }
      for row in table.rows.prefix(100) { _ = table.row(at: row.address) }
    }
  }

  private static func walk(_ die: Die) {
    _ = (die.parent?.offset, die.qualifiedName, die.ranges, die.declaration.tag, die.key)
    for child in die.children.prefix(8) { _ = child.name }
    _ = die.unit.typeDie?.qualifiedName
  }

  private static func walkFunctions(_ unit: DwarfUnit) {
    unit.forEachFunction { function in
      _ = function.qualifiedName
      if let entry = function.entry { _ = function.scopes(at: entry) }
    }
  }
}
