// `scry graph`: a picture of the objects around an address.

import ArgumentParser
import Inspection
import Primitives
import Rendering

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the objects around an address and the pointers between them.",
    discussion: """
      The ending of the file's name says what is written: .svg a picture that any browser shows, .dot text for Graphviz. \
      Objects that the one at the address leads to stand to the right of it, those that lead to it to the left. Dashed \
      lines are words without a pointer type. Status 1 when no object is known there.

        scry graph 4242 'server.clients->head' -o clients.svg
        scry graph --depth 4 4242 0x55d0c8a1f2b0 -o x.dot && dot -Tpdf x.dot -o x.pdf
      """)

  @OptionGroup var place: PlaceOptions
  @OptionGroup var file: PictureFile
  @OptionGroup var theme: ThemeOptions

  @Option(name: .shortAndLong, help: "Steps from the object, in both directions.")
  var depth = 2

  @Option(name: .shortAndLong, help: ArgumentHelp("Objects to draw.", valueName: "count"))
  var limit = 100

  @Option(name: .long, help: ArgumentHelp("Pointers to draw of each object.", valueName: "count"))
  var fields = 16

  func validate() throws {
    guard (0...100).contains(depth) else { throw ValidationError("--depth is from 0 to 100.") }
    guard (1...5000).contains(limit) else { throw ValidationError("--limit is from 1 to 5000.") }
    guard (1...1000).contains(fields) else { throw ValidationError("--fields is from 1 to 1000.") }
    try file.check(endings: [".svg", ".dot"])
  }

  func run() throws {
    let (inspector, address) = try place.find()
    _ = try inspector.allReferences()
    var limits = GraphLimits()
    limits.depth = depth
    limits.nodes = limit
    limits.fields = fields
    guard let graph = inspector.graph(around: address, limits: limits) else {
      try inspector.requireTarget()
      throw Failure(.absent, "no object is known at \(address)")
    }
    try inspector.requireTarget()
    let display = ObjectDisplay(
      DisplayRules(theme.theme.rules), scope: InspectorScope(inspector))
    let isDot = file.path.hasSuffix(".dot")
    try file.write(
      isDot
        ? GraphDot.text(of: graph, display: display)
        : GraphSVG.picture(of: graph, display: display))
  }
}
