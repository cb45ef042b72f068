// `scry sites`: the live heap by the place that allocated it.

import AgentIndex
import ArgumentParser
import Inspection
import Primitives
import Rendering

struct SitesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sites",
    abstract: "List the places that allocated the live heap objects.",
    discussion: """
      A site is the caller that wanted the memory, not the wrapper around malloc. Status 1 when the process has no agent.

        scry sites --limit 10 4242
        scry sites --untyped 4242
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .shortAndLong, help: "Order: bytes, count or name.")
  var sort: RowOrder = .bytes

  func run() throws {
    let inspector = try target.inspector()
    let rows = try HeapFailure.naming(inspector) { () throws(IndexError) in
      try inspector.siteHistogram()
    }
    let wanted = rows.filter { list.wants(type: $0.type) }
      .sorted { $0.tally.precedes($1.tally, sort, $0.name, $1.name) }
    let console = output.console
    guard !output.json else {
      for row in list.cut(wanted) { console.line(row.json) }
      return
    }
    var table = Table([
      Table.Column("bytes", isRightAligned: true), Table.Column("objects", isRightAligned: true),
      Table.Column("type"), Table.Column("site"),
    ])
    for row in list.cut(wanted) {
      table.append([
        StyledText("\(row.tally.bytes)", .number), StyledText("\(row.tally.count)", .number),
        TypeCell.text(row.type, row.evidence, origin: row.site),
        row.site?.text ?? StyledText("<unknown>", .note),
      ])
    }
    for line in table.lines { console.line(line) }
  }
}

extension SiteRow {
  /// What rows are ordered by when they are ordered by name.
  fileprivate var name: [UInt8] { Array((site?.text.plain ?? "").utf8) }

  /// Documentation/JSON.md, "scry sites".
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["site"] = site?.json
    object["module"] = site?.module.map { .string($0) }
    object["type"] = type.isEmpty ? nil : .string(type)
    object["evidence"] = .text(evidence.spelling)
    object["count"] = .integer(tally.count)
    object["bytes"] = .integer(tally.bytes)
    return .object(object)
  }
}
