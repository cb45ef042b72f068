// A module's functions and lines by address, read from its debug information as they are asked for.

import DebugInfo
import Primitives
import Synchronization

/// The code of one module. Only the units that are asked about are read.
final class ModuleCode: Sendable {
  let info: ModuleDebugInfo
  private let units = Lazy<[UnitRange]>()
  private let functions = Mutex<[Address: DwarfFunction?]>([:])
  private let lines = Mutex<[ObjectIdentifier: LineTable?]>([:])

  private struct UnitRange: Sendable {
    let range: AddressRange
    let unit: Int
  }

  init(_ info: ModuleDebugInfo) { self.info = info }

  /// The unit with the code at an address of the module's own.
  private func unit(at address: Address) -> DwarfUnit? {
    let ranges = units.value(readUnits)
    let after = ranges.partitioningIndex { $0.range.start > address }
    // Units do not overlap, but for damage and for what the linker left of dropped ones, at address 0.
    let found = ranges[..<after].suffix(8).last { $0.range.contains(address) }
    return found.map { info.units[$0.unit] }
  }

  /// The code of each unit as its first DIE, or that of its skeleton, says it.
  private func readUnits() -> [UnitRange] {
    var ranges: [UnitRange] = []
    for (index, unit) in info.units.enumerated() where unit.isCompileUnit {
      for range in (unit.skeleton ?? unit).root?.ranges ?? [] {
        ranges.append(UnitRange(range: range, unit: index))
      }
    }
    return ranges.sorted { ($0.range.start, $0.unit) < ($1.range.start, $1.unit) }
  }

  /// The function with the code at an address of the module's own; nil when debug information has none.
  func function(at address: Address) -> DwarfFunction? {
    if let known = functions.withLock({ $0[address] }) { return known }
    let found = unit(at: address)?.function(containing: address)
    functions.withLock { $0[address] = .some(found) }
    return found
  }

  /// The source line of an address of the module's own.
  func line(at address: Address) -> SourcePlace? {
    guard let unit = unit(at: address), let table = lineTable(unit),
      let row = table.statement(at: address)
    else { return nil }
    return SourcePlace(file: table.path(ofFile: UInt64(row.file)) ?? [], line: row.line)
  }

  /// The file and line of a position that a DIE gives.
  func place(_ position: SourcePosition) -> SourcePlace {
    let file = lineTable(position.unit)?.path(ofFile: position.file) ?? []
    return SourcePlace(file: file, line: position.line)
  }

  private func lineTable(_ unit: DwarfUnit) -> LineTable? {
    let key = ObjectIdentifier(unit)
    if let known = lines.withLock({ $0[key] }) { return known }
    let table = unit.lineTable()
    lines.withLock { $0[key] = .some(table) }
    return table
  }
}

/// A file and a line in it; 0 when only the file is known.
struct SourcePlace: Sendable, Hashable {
  let file: [UInt8]
  let line: UInt32
}
