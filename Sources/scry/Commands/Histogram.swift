// What `scry types` and `scry sites` have in common: the live heap, counted by something.

import AgentIndex
import ArgumentParser
import Inspection
import Primitives
import Rendering

/// The order of a histogram's rows, largest first; names by bytes.
enum RowOrder: String, CaseIterable, ExpressibleByArgument {
  case bytes, count, name
}

extension Tally {
  /// Sorts rows by an order.
  func precedes(_ other: Tally, _ order: RowOrder, _ name: [UInt8], _ otherName: [UInt8]) -> Bool {
    switch order {
    case .bytes where bytes != other.bytes: bytes > other.bytes
    case .count where count != other.count: count > other.count
    default: name.lexicographicallyPrecedes(otherName)
    }
  }
}

/// A row of a histogram of the heap, as it is shown.
protocol HistogramRow {
  /// Of the row: the type counted in it, empty when unknown.
  var type: [UInt8] { get }
  var evidence: Evidence { get }
  var tally: Tally { get }
  /// What rows are ordered by when they are ordered by name.
  var name: [UInt8] { get }

  /// The columns behind bytes and objects.
  static var columns: [Table.Column] { get }
  var cells: [StyledText] { get }
  var json: JSONValue { get }
}

extension HistogramRow {
  /// Adds the keys that rows of both kinds have.
  func addTally(to object: inout JSONObject) {
    object["type"] = type.isEmpty ? nil : .string(type)
    object["evidence"] = .text(evidence.spelling)
    object["count"] = .integer(tally.count)
    object["bytes"] = .integer(tally.bytes)
  }
}

/// The options of a histogram, and how it is shown.
struct HistogramOptions: ParsableArguments {
  @OptionGroup var target: TargetOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .shortAndLong, help: "Order: bytes, count or name.")
  var sort: RowOrder = .bytes

  /// Asks the target for rows and prints those that are wanted.
  func show<Row: HistogramRow>(_ rows: (Inspector) throws(IndexError) -> [Row]) throws {
    let inspector = try target.inspector()
    let found = try HeapFailure.naming(inspector) { () throws(IndexError) in try rows(inspector) }
    let wanted = found.filter { list.wants(type: $0.type) }
      .sorted { $0.tally.precedes($1.tally, sort, $0.name, $1.name) }
    if output.json {
      for row in list.cut(wanted) { output.console.line(row.json) }
    } else {
      for line in table(list.cut(wanted)).lines { output.console.line(line) }
    }
  }

  private func table<Row: HistogramRow>(_ rows: ArraySlice<Row>) -> Table {
    var table = Table(
      [
        Table.Column("bytes", isRightAligned: true), Table.Column("objects", isRightAligned: true),
      ] + Row.columns)
    for row in rows {
      let counts = [
        StyledText("\(row.tally.bytes)", .number), StyledText("\(row.tally.count)", .number),
      ]
      table.append(counts + row.cells)
    }
    return table
  }
}
