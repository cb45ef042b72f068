// `scry refs`: who points at an object.

import ArgumentParser
import Inspection
import Primitives
import Rendering

struct RefsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refs",
    abstract:
      "Say who points at an object: blocks, variables, stacks, thread-local data, registers.",
    discussion: """
      Every aligned word of the memory that the program can write is looked at. A reference is 'declared' when the type of \
      what holds it has a pointer there, else 'conservative': a word whose value is the address. What was given back holds \
      nothing. Status 1 when nothing points there.

        scry refs 4242 0x55d0c8a1f2b0
        scry refs --declared --limit 20 4242 'server.clients->head'
      """)

  @OptionGroup var place: PlaceOptions
  @OptionGroup var output: OutputOptions

  @Flag(name: .long, help: "Only what points at this very address, not at the rest of its object.")
  var exact = false

  @Flag(name: .long, help: "Only pointers that their holders' types declare.")
  var declared = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("References to show (default: all).", valueName: "count"))
  var limit: Int?

  func validate() throws {
    guard (limit ?? 1) >= 1 else { throw ValidationError("--limit is at least 1.") }
  }

  func run() throws {
    let (inspector, address) = try place.find()
    let finder = try inspector.allReferences()
    let console = output.console
    let object = inspector.classify(address)
    if !output.json { console.line(object.line) }
    let range = exact ? AddressRange(address, size: 1) : finder.object(around: address)
    var shown = 0
    finder.forEach(into: range) { reference in
      guard !declared || reference.evidence == .declared else { return true }
      if output.json {
        console.line(reference.json)
      } else {
        console.line(StyledText("  ") + reference.line(into: object))
      }
      shown += 1
      return shown < limit ?? .max
    }
    try inspector.requireTarget()
    guard shown == 0 else { return }
    if !output.json { console.line(StyledText("  nothing points at it", .note)) }
    throw Failure(.absent)
  }
}
