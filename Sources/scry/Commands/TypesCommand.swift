// `scry types`: the live heap by type.

import AgentIndex
import ArgumentParser
import Inspection
import Rendering

struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types",
    abstract: "List the types of the live heap objects, with their number and bytes.",
    discussion: """
      Arrays of any length count as one type, 'struct item[]'. Status 1 when the process has no agent.

        scry types 4242
        scry types --sort count --limit 20 4242
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .shortAndLong, help: "Order: bytes, count or name.")
  var sort: RowOrder = .bytes

  func run() throws {
    let inspector = try target.inspector()
    let rows = try HeapFailure.naming(inspector) { () throws(IndexError) in
      try inspector.typeHistogram()
    }
    let wanted = rows.filter { list.wants(type: $0.type) }
      .sorted { $0.tally.precedes($1.tally, sort, $0.type, $1.type) }
    let console = output.console
    guard !output.json else {
      for row in list.cut(wanted) { console.line(row.json) }
      return
    }
    var table = Table([
      Table.Column("bytes", isRightAligned: true), Table.Column("objects", isRightAligned: true),
      Table.Column("evidence"), Table.Column("type"),
    ])
    for row in list.cut(wanted) {
      table.append([
        StyledText("\(row.tally.bytes)", .number), StyledText("\(row.tally.count)", .number),
        StyledText(row.evidence.spelling, .note),
        TypeCell.text(row.type, row.evidence, origin: row.origin),
      ])
    }
    for line in table.lines { console.line(line) }
  }
}

extension TypeRow {
  /// Documentation/JSON.md, "scry types".
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["type"] = type.isEmpty ? nil : .string(type)
    object["evidence"] = .text(evidence.spelling)
    object["count"] = .integer(tally.count)
    object["bytes"] = .integer(tally.bytes)
    object["module"] = origin?.module.map { .string($0) }
    object["function"] = origin?.function.map { .string($0) }
    return .object(object)
  }
}
