// `scry objects`: every live object of the heap.

import AgentIndex
import ArgumentParser
import Inspection
import Primitives
import Rendering
import TypeModel

struct ObjectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "objects",
    abstract: "List the live heap objects.",
    discussion: """
      In the order of their addresses, or with --sort size the largest. Status 1 when the process has no agent.

        scry objects --type 'struct node' --limit 5 4242
        scry objects --sort size --limit 20 4242
      """)

  /// The order of objects.
  enum Order: String, CaseIterable, ExpressibleByArgument { case address, size }

  @OptionGroup var target: TargetOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .shortAndLong, help: "Order: address or size.")
  var sort: Order = .address

  @Option(
    name: .long, help: ArgumentHelp("Only objects of at least so many bytes.", valueName: "bytes"))
  var minimumSize: UInt64 = 0

  @Flag(name: .long, help: "Also blocks that were given back and whose place was not used again.")
  var freed = false

  @Flag(name: .long, help: "With --json: every recorded call that led to the object.")
  var frames = false

  func run() throws {
    let inspector = try target.inspector()
    let console = output.console
    let display = ObjectDisplay(console.rules, scope: InspectorScope(inspector))
    var shown = 0
    var kept: [HeapObject] = []
    func take(_ object: HeapObject) -> Bool {
      guard object.range.size >= minimumSize, list.wants(type: object.spelling) else { return true }
      if sort == .size {
        keep(object, in: &kept)
        return true
      }
      show(object, console, display)
      shown += 1
      return shown < list.limit ?? .max
    }
    try HeapFailure.naming(inspector) { () throws(IndexError) in
      try inspector.forEachObject(infers: list.infer, take)
      if freed, shown < list.limit ?? .max { try inspector.forEachFreedObject(take) }
    }
    for object in list.cut(kept.sorted { $0.range.size > $1.range.size }) {
      show(object, console, display)
    }
  }

  /// Keeps the largest, in a list that never grows far beyond what is asked for.
  private func keep(_ object: HeapObject, in kept: inout [HeapObject]) {
    kept.append(object)
    guard let limit = list.limit, kept.count >= max(limit, 1024) * 2 else { return }
    kept.sort { $0.range.size > $1.range.size }
    kept.removeLast(kept.count - limit)
  }

  private func show(_ object: HeapObject, _ console: Console, _ display: ObjectDisplay?) {
    if output.json {
      console.line(object.json(frames: frames))
    } else {
      console.line(object.line(display))
    }
  }
}

extension CodeLocation {
  /// The place and the module it is in.
  fileprivate var jsonWithModule: JSONValue {
    guard case .object(var result) = json else { return json }
    result["module"] = module.map { .string($0) }
    return .object(result)
  }
}

extension HeapObject {
  /// The object's spelling; empty without a type.
  fileprivate var spelling: [UInt8] { object?.shape.spelling ?? [] }

  fileprivate func line(_ display: ObjectDisplay?) -> StyledText {
    var line = StyledText(range.start.description, .address)
    let size = "\(range.size)"
    line.append(String(repeating: " ", count: max(9 - size.count, 1)) + size, .number)
    line.append("  ")
    line += TypeCell.text(spelling, evidence, origin: site)
    if let object, let label = display?.label(of: object.shape.element, at: object.start) {
      line += StyledText(" ") + label
    }
    if let site {
      line.append(", ", .punctuation)
      line += site.text
    }
    return line
  }

  /// Documentation/JSON.md, "scry objects".
  fileprivate func json(frames withFrames: Bool) -> JSONValue {
    var result = JSONObject()
    result["address"] = .address(range.start)
    result["size"] = .integer(range.size)
    result["allocator"] = .string(allocator.spelling)
    result["state"] = isLive ? "live" : "freed"
    result["type"] = object.map { .string($0.shape.spelling) }
    let offset = object.map { $0.start - range.start } ?? 0
    result["typeOffset"] = offset > 0 ? .integer(offset) : nil
    result["evidence"] = .text(evidence.spelling)
    result["fit"] = fit.map { .text($0.spelling) }
    result["arena"] = arena.map { .string($0) }
    result["site"] = site?.json
    result["module"] = site?.module.map { .string($0) }
    result["frames"] = withFrames ? .array(frames.map(\.jsonWithModule)) : nil
    return .object(result)
  }
}
