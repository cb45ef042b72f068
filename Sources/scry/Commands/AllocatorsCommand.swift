// `scry allocators`: who parcels memory out to whom.

import ArgumentParser
import Inspection
import Primitives
import Rendering

struct AllocatorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocators",
    abstract:
      "Show the allocators of a process as a tree: mappings, static data, stacks, malloc, pools.",
    discussion: """
      Each with its live allocations and their bytes. Without an agent malloc's part is missing.

        scry allocators 4242
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .shortAndLong, help: "Order of siblings: bytes, count or name.")
  var sort: RowOrder = .bytes

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Children of an allocator to show.", valueName: "count")
  )
  var limit = 40

  func validate() throws {
    guard limit >= 1 else { throw ValidationError("--limit is at least 1.") }
  }

  func run() throws {
    let inspector = try target.inspector()
    let root = inspector.allocatorTree()
    if output.json {
      output.console.line(json(root))
      return
    }
    show(root, prefix: "", branch: "", below: "")
    if let reason = HeapFailure.reason(inspector) {
      output.console.line(StyledText("malloc is left out: \(reason)", .note))
    }
  }

  private func sorted(_ nodes: [AllocatorNode]) -> [AllocatorNode] {
    nodes.sorted { $0.tally.precedes($1.tally, sort, $0.name, $1.name) }
  }

  /// A node and what lives on its memory.
  private func show(_ node: AllocatorNode, prefix: String, branch: String, below: String) {
    var line = StyledText(prefix + branch, .punctuation)
    line.append(bytes: node.allocator.spelling, .allocator)
    if !node.name.isEmpty, node.name != node.allocator.spelling {
      line.append(" ")
      line.append(bytes: node.name, .file)
    }
    line += Self.extent(of: node)
    output.console.line(line)
    let children = sorted(node.children)
    for (index, child) in children.prefix(limit).enumerated() {
      let isLast = index == min(children.count, limit) - 1 && children.count <= limit
      show(
        child, prefix: prefix + below, branch: isLast ? "└─ " : "├─ ",
        below: isLast ? "   " : "│  ")
    }
    if children.count > limit {
      output.console.line(
        StyledText(prefix + below + "└─ … \(children.count - limit) more", .note))
    }
  }

  private static func extent(of node: AllocatorNode) -> StyledText {
    var text = StyledText()
    if node.piecesAreKnown || node.tally.bytes > 0 {
      text.append("  \(node.tally.bytes) bytes", .number)
    }
    if node.piecesAreKnown { text.append(" in \(node.tally.count)") }
    if let capacity = node.capacity {
      text.append(text.isEmpty ? "  of \(capacity)" : ", of \(capacity)")
    }
    if let chunks = node.chunks {
      text.append(chunks == 1 ? " in 1 block" : " in \(chunks) blocks")
    }
    if !node.piecesAreKnown { text.append(", its pieces are not known", .note) }
    return text
  }

  /// Documentation/JSON.md, "scry allocators".
  private func json(_ node: AllocatorNode) -> JSONValue {
    var object = JSONObject()
    object["allocator"] = .string(node.allocator.spelling)
    object["name"] = node.name.isEmpty ? nil : .string(node.name)
    object["count"] = node.piecesAreKnown ? .integer(node.tally.count) : nil
    object["bytes"] =
      node.piecesAreKnown || node.tally.bytes > 0 ? .integer(node.tally.bytes) : nil
    object["capacity"] = node.capacity.map { .integer($0) }
    object["chunks"] = node.chunks.map { .integer($0) }
    if !node.children.isEmpty { object["children"] = .array(sorted(node.children).map(json)) }
    return .object(object)
  }
}
