// Functions, files and lines of addresses, for the sites that are written.

import DebugInfo
import Primitives

/// Names of one unit's addresses. Its line table is read at the first question.
struct SourceNames {
  private let unit: DwarfUnit
  private var table: LineTable??
  private var paths: [UInt32: [UInt8]] = [:]
  private var names: [Die.Key: [UInt8]] = [:]

  init(unit: DwarfUnit) { self.unit = unit }

  /// The file and line of an instruction; empty and 0 when unknown.
  mutating func position(of address: UInt64) -> (file: [UInt8], line: UInt32) {
    if table == nil { table = .some(unit.lineTable()) }
    guard let table = table ?? nil, let row = table.row(at: Address(address)) else {
      return ([], 0)
    }
    if let known = paths[row.file] { return (known, row.line) }
    let path = table.path(ofFile: UInt64(row.file)) ?? []
    paths[row.file] = path
    return (path, row.line)
  }

  /// The file and line where a call was inlined.
  mutating func position(of call: SourcePosition) -> (file: [UInt8], line: UInt32) {
    if table == nil { table = .some(unit.lineTable()) }
    guard call.unit === unit, let table = table ?? nil else { return ([], call.line) }
    return (table.path(ofFile: call.file) ?? [], call.line)
  }

  /// The qualified name of a function.
  mutating func name(_ die: Die?) -> [UInt8] {
    guard let die else { return [] }
    if let known = names[die.key] { return known }
    let name = die.qualifiedName
    names[die.key] = name
    return name
  }
}
