// `scry roots`: the shortest path to an object from something that the program can name.

import ArgumentParser
import Inspection
import Primitives
import Rendering

struct RootsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roots",
    abstract: "Show the shortest path to an object from a variable, a stack or a register.",
    discussion: """
      Roots are static data, thread-local data, variables on stacks, registers and the rest of the stacks; of paths of one \
      length the one from the first kind in this order is shown. Every aligned word counts as a pointer, so a path may go \
      through one that is none; such a step is marked conservative. Status 1 when nothing leads to the object: it is leaked.

        scry roots 4242 0x55d0c8a1f2b0
      """)

  @OptionGroup var place: PlaceOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Steps to show; of a longer path the middle is left out.", valueName: "count"))
  var limit = 100

  func validate() throws {
    guard limit >= 1 else { throw ValidationError("--limit is at least 1.") }
  }

  func run() throws {
    let (inspector, address) = try place.find()
    let finder = try inspector.allReferences()
    let answer = finder.path(to: finder.object(around: address), limit: limit) {
      Progress.show("searching, \($0) blocks reached")
      return true
    }
    try inspector.requireTarget()
    Progress.finish()
    let object = inspector.classify(address)
    if output.json {
      output.console.line(Self.json(address, answer))
    } else {
      show(object, answer, inspector)
    }
    if case .path = answer { return }
    throw Failure(.absent)
  }

  private func show(
    _ object: Classification, _ answer: ReferenceFinder.RootAnswer, _ inspector: Inspector
  ) {
    let console = output.console
    console.line(object.line)
    switch answer {
    case .path(let path):
      for (number, step) in path.lines(to: object).enumerated() {
        console.line(StyledText(number == 0 ? "  from " : "  then ", .note) + step.text)
      }
      if let expression = path.expression {
        var line = StyledText("  = ", .note)
        line.append(bytes: expression, .symbol)
        console.line(line)
      }
    case .unreachable(let blocks):
      let others = blocks == 1 ? "1 block leads" : "\(blocks) blocks lead"
      console.line(
        StyledText(
          blocks == 0
            ? "  nothing points at it" : "  no root leads to it; \(others) to it, no root to them",
          .warning))
    case .stopped: break
    }
  }

  /// Documentation/JSON.md, "scry roots".
  private static func json(_ address: Address, _ answer: ReferenceFinder.RootAnswer) -> JSONValue {
    var object = JSONObject()
    object["address"] = .address(address)
    switch answer {
    case .path(let path):
      object["isReachable"] = true
      object["path"] = path.json
      object["expression"] = path.expression.map { .string($0) }
    case .unreachable(let blocks):
      object["isReachable"] = false
      object["blocks"] = .integer(blocks)
    case .stopped: break
    }
    return .object(object)
  }
}
