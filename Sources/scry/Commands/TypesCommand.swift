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

  @OptionGroup var options: HistogramOptions

  func run() throws {
    try options.show { inspector throws(IndexError) in
      try inspector.typeHistogram(infers: options.list.infer)
    }
  }
}

extension TypeRow: HistogramRow {
  var name: [UInt8] { type }

  static var columns: [Table.Column] { [Table.Column("evidence"), Table.Column("type")] }

  var cells: [StyledText] {
    [
      StyledText(evidence.spelling, .note),
      TypeCell.text(type, evidence, origin: origin),
    ]
  }

  /// Documentation/JSON.md, "scry types".
  var json: JSONValue {
    var object = JSONObject()
    addTally(to: &object)
    object["module"] = origin?.module.map { .string($0) }
    object["function"] = origin?.function.map { .string($0) }
    return .object(object)
  }
}
