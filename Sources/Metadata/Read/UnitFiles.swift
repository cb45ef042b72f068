// The source files, the language and the lines of one unit.

import AgentLayout
import DebugInfo
import Primitives

/// The files of a unit's line table, each path made when it is first asked for.
struct UnitFiles {
  private let table: LineTable?
  private let pool: StringPool
  private var paths: [StringID?]

  init(unit: DwarfUnit, pool: StringPool) {
    self.pool = pool
    // The many type units share the program of their compile unit and need no more than its files.
    table = unit.lineTable(withRows: unit.isCompileUnit)
    paths = Array(repeating: nil, count: table?.files.count ?? 0)
  }

  /// The path of a file by its index (`DW_AT_decl_file`); empty when unknown. Index 0 of old tables is no file.
  mutating func path(_ index: UInt64?) -> StringID {
    guard let table, let index, let place = Int(exactly: index), paths.indices.contains(place),
      place > 0 || table.version >= 5
    else { return .empty }
    if let known = paths[place] { return known }
    let path = table.path(ofFile: index).map { pool.intern($0) } ?? .empty
    paths[place] = path
    return path
  }

  /// The rows of the line table, those dropped that say the same as the one before, and where each sequence stands among
  /// them. Each sequence ends with a row of line 0.
  mutating func lines() -> (rows: [RawLine], sequences: [Range<Int>]) {
    guard let table else { return ([], []) }
    var lines: [RawLine] = []
    var sequences: [Range<Int>] = []
    lines.reserveCapacity(table.rows.count)
    for sequence in table.sequences {
      let first = lines.count
      var last: LineRow?
      for row in table.rows[sequence.rows] where row.file != last?.file || row.line != last?.line {
        // Of several rows at one address the last is in force.
        if row.address == last?.address { lines.removeLast() }
        lines.append(
          RawLine(address: row.address.raw, file: path(UInt64(row.file)), line: row.line))
        last = row
      }
      lines.append(RawLine(address: sequence.range.end.raw, file: .empty, line: 0))
      sequences.append(first..<lines.count)
    }
    return (lines, sequences)
  }
}

/// `DW_AT_language` as `enum scry_meta_language`.
enum UnitLanguage {
  static func code(of unit: DwarfUnit) -> UInt8 {
    let language = unit.root?.unsigned(.language) ?? unit.skeleton?.root?.unsigned(.language)
    return UInt8(truncatingIfNeeded: kind(of: language).rawValue)
  }

  private static func kind(of language: UInt64?) -> scry_meta_language {
    switch language {
    // C89, C, C99, C11, C17, C23 and, with the types of C, Objective-C.
    case 0x01, 0x02, 0x0c, 0x1d, 0x2c, 0x3e, 0x10: SCRY_LANGUAGE_C
    // C++ of 1998, 2003, 2011, 2014, 2017, 2020, 2023, and Objective-C++.
    case 0x04, 0x19, 0x1a, 0x21, 0x2a, 0x2b, 0x3a, 0x11: SCRY_LANGUAGE_CXX
    // A partial unit of dwz does not say; what needs a language is settled by those that import it.
    case nil: SCRY_LANGUAGE_C
    default: SCRY_LANGUAGE_OTHER
    }
  }
}
