// What the lists of heap objects have in common: limit, filters, and the words for what has no type.

import ArgumentParser
import Inspection
import Primitives
import Rendering

/// Options of lists.
struct ListOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: ArgumentHelp("Rows to show (default: all).", valueName: "count"))
  var limit: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Only types whose spelling has this text in it.", valueName: "text"))
  var type: String?

  @Flag(
    name: .long,
    help:
      "Follow typed pointers to blocks without a type (evidence inferred); reads the whole heap.")
  var infer = false

  @Flag(name: .long, help: "Only what has no type.")
  var untyped = false

  func validate() throws {
    guard (limit ?? 1) >= 1 else { throw ValidationError("--limit is at least 1.") }
    guard !(untyped && type != nil) else {
      throw ValidationError("--type and --untyped exclude each other.")
    }
  }

  /// Whether a type, empty when unknown, is asked for.
  func wants(type spelling: [UInt8]) -> Bool {
    if untyped { return spelling.isEmpty }
    guard let type else { return true }
    return spelling.contains(Array(type.utf8))
  }

  /// The rows asked for.
  func cut<Row>(_ rows: [Row]) -> ArraySlice<Row> { rows.prefix(limit ?? rows.count) }
}

extension [UInt8] {
  /// Whether `text` occurs in these bytes.
  func contains(_ text: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    guard count >= text.count else { return false }
    return (0...(count - text.count)).contains { start in
      self[start] == first && self[start..<(start + text.count)].elementsEqual(text)
    }
  }
}
