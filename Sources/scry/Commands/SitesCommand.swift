// `scry sites`: the live heap by the place that allocated it.

import AgentIndex
import ArgumentParser
import Inspection
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

  @OptionGroup var options: HistogramOptions

  func run() throws {
    try options.show { inspector throws(IndexError) in
      try inspector.siteHistogram(infers: options.list.infer)
    }
  }
}

extension SiteRow: HistogramRow {
  var name: [UInt8] { Array((site?.text.plain ?? "").utf8) }

  static var columns: [Table.Column] { [Table.Column("type"), Table.Column("site")] }

  var cells: [StyledText] {
    [
      TypeCell.text(type, evidence, origin: site),
      site?.text ?? StyledText("<unknown>", .note),
    ]
  }

  /// Documentation/JSON.md, "scry sites".
  var json: JSONValue {
    var object = JSONObject()
    object["site"] = site?.json
    object["module"] = site?.module.map { .string($0) }
    addTally(to: &object)
    return .object(object)
  }
}
