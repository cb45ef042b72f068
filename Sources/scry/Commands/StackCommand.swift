// `scry stack`: what every thread is doing.

import ArgumentParser
import Inspection
import Primitives
import Rendering
import TargetMemory

struct StackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stack",
    abstract: "Show every thread's stack: frames, and with --locals their variables.",
    discussion: """
      A process is stopped only while registers and stacks are copied; --verbose says how long that took. Functions that \
      were inlined have frames of their own.

        scry stack 4242
        scry stack --thread 4250 --locals 4242
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Only this thread; may be repeated.", valueName: "tid"))
  var thread: [Int32] = []

  @Flag(name: .shortAndLong, help: "Show parameters and variables.")
  var locals = false

  @Flag(name: .shortAndLong, help: "Show registers.")
  var registers = false

  @Option(name: .long, help: "Frames of each thread to show.")
  var frames = Unwinder.frameLimit

  @Flag(name: .shortAndLong, help: "Show registers, and how long the threads stood still.")
  var verbose = false

  func validate() throws {
    guard (1...Unwinder.frameLimit).contains(frames) else {
      throw ValidationError("--frames is from 1 to \(Unwinder.frameLimit).")
    }
  }

  func run() throws {
    let inspector = try target.inspector()
    let stacks = try inspector.requireStacks()
    guard !stacks.snapshot.threads.isEmpty else {
      throw Failure(.unreadable, "the target has no threads")
    }
    let wanted = stacks.snapshot.threads.filter { thread.isEmpty || thread.contains($0.facts.tid) }
    let listing = ThreadListing(
      stacks: stacks, scope: locals ? inspector.scope(of: stacks) : nil,
      withRegisters: verbose || registers, limit: frames)
    for (index, stopped) in wanted.enumerated() {
      if output.json {
        output.console.line(listing.json(stopped))
      } else {
        if index > 0 { output.console.line(StyledText()) }
        listing.show(stopped, on: output.console)
      }
    }
    output.console.flush()
    try inspector.warnOfMissingCode(in: wanted)
    if verbose, let pause = stacks.snapshot.pause {
      Diagnostics.say("the threads stood still for \(Self.milliseconds(pause)) ms")
    }
    let missing = thread.filter { id in !wanted.contains { $0.facts.tid == id } }
    guard missing.isEmpty else {
      output.console.flush()
      let names = missing.map(String.init).joined(separator: ", ")
      throw Failure(.absent, "no thread \(names) in process \(inspector.target.facts.pid)")
    }
  }

  /// With two decimals.
  private static func milliseconds(_ pause: Duration) -> String {
    let microseconds = pause.components.attoseconds / 1_000_000_000_000
    let hundredths = pause.components.seconds * 100_000 + (microseconds + 5) / 10
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
