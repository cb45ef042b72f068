// Joins the line tables of all units into one, by address.

import AgentLayout

/// Builds the section `SCRY_META_LINES`.
struct LineMerger {
  private let units: [UnitRecords]
  private let image: ModuleImage
  private var sequences: [Sequence] = []

  private struct Sequence {
    var start: UInt64
    var unit: Int
    var rows: Range<Int>
  }

  init(_ units: [UnitRecords], image: ModuleImage) {
    self.units = units
    self.image = image
    for (place, unit) in units.enumerated() {
      for rows in unit.lineSequences {
        let start = unit.lines[rows.lowerBound].address
        if image.isCode(start) { sequences.append(Sequence(start: start, unit: place, rows: rows)) }
      }
    }
    sequences.sort { $0.start != $1.start ? $0.start < $1.start : $0.unit < $1.unit }
  }

  /// The rows in the order of their addresses. Code that two sequences claim belongs to the one that began first.
  func rows(names: inout NameTables) -> [scry_meta_line] {
    var rows: [scry_meta_line] = []
    rows.reserveCapacity(sequences.reduce(0) { $0 + $1.rows.count })
    for sequence in sequences {
      for line in units[sequence.unit].lines[sequence.rows] {
        let file = names.file(line.file)
        if let last = rows.last {
          if line.address < last.address { continue }
          // The end of the sequence before, or the same row again.
          if line.address == last.address {
            if last.line != 0 { continue }
            rows.removeLast()
          }
          if let last = rows.last, last.line == line.line, last.file == file { continue }
        }
        rows.append(scry_meta_line(address: line.address, file: file, line: line.line))
      }
    }
    return rows
  }
}
