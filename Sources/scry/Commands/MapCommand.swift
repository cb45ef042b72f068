// `scry map`: a picture of what the memory of a process is used for.

import ArgumentParser
import Inspection
import Primitives
import Rendering
import TargetMemory

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw what the memory is used for: allocators, in them types, in these sites.",
    discussion: """
      A picture that any browser shows, in which each area is as large as what it stands for. Without an agent the heap is \
      missing.

        scry map 4242 -o server.svg
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var file: PictureFile

  func validate() throws { try file.check(endings: [".svg"]) }

  func run() throws {
    let inspector = try target.inspector()
    let memory = inspector.memoryTree()
    if let reason = HeapFailure.reason(inspector) {
      Diagnostics.say("the heap is left out: \(reason)")
    }
    try inspector.requireTarget()
    let facts = inspector.target.facts
    let name = inspector.executable.map { Diagnostics.printable(Array($0.name)) } ?? "process"
    try file.write(MapSVG.picture(of: memory, title: "\(name) \(facts.pid)"))
  }
}
