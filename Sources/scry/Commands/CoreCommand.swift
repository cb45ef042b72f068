// `scry core`: why a process died.

import ArgumentParser
import CoreFiles
import Inspection
import Primitives
import Rendering
import TargetMemory

struct CoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "core",
    abstract: "Show why a process died: its signal, the address, the stack, the objects in reach.",
    discussion: """
      Reads a core: the kernel's, gdb's or Scry's own. The address that the signal came for, and every register that points \
      to an object, are told as 'scry what' tells them; the thread that died is shown with its variables.

        scry core --summary core
        scry core --exe ./server /var/crash/core.4242.zst
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var output: OutputOptions

  @Flag(name: .long, help: "Print the summary and end, as this version always does.")
  var summary = false

  /// Frames of the thread that died; a stack that ran over has a hundred thousand alike.
  private static let frameLimit = 64

  func run() throws {
    guard case .core(let path) = target.target else {
      throw Failure(.usage, "a core is wanted, not a process: `scry stack` shows a live one")
    }
    let inspector = try target.inspector()
    let stacks = try inspector.requireStacks()
    guard let core = inspector.target as? CoreTarget,
      let thread = stacks.snapshot.threads.first(where: { $0.facts.tid == core.firstThread })
    else { throw Failure(.unreadable, "'\(Diagnostics.printable(path))' has no threads") }
    let view = CrashView(
      signal: core.signal, thread: thread, inspector: inspector,
      listing: ThreadListing(
        stacks: stacks, scope: inspector.scope(of: stacks), withRegisters: false,
        limit: Self.frameLimit))
    if output.json { output.console.line(view.json) } else { view.show(on: output.console) }
  }
}

/// What a core says of its end.
private struct CrashView {
  let signal: SignalInfo?
  let thread: StoppedThread
  let inspector: Inspector
  let listing: ThreadListing

  /// Why it ended; nil without a signal.
  private var crash: Crash? {
    signal.map { inspector.crash(by: $0, of: thread, in: listing.stacks) }
  }

  /// What the signal came for.
  private var fault: Classification? { signal?.address.map(inspector.classify) }

  /// The general registers that point into objects, by name.
  private var registers: [(name: String, answer: Classification)] {
    let general = thread.registers?.general ?? []
    return general.enumerated().compactMap { number, value in
      let answer = inspector.classify(Address(value))
      guard answer.object != nil || answer.allocator == .malloc, answer.allocator != .code else {
        return nil
      }
      return (RegisterName.of(UInt64(number)), answer)
    }
  }

  // MARK: Text

  func show(on console: Console) {
    let facts = inspector.target.facts
    var title = StyledText("process \(facts.pid)", .heading)
    if !facts.name.isEmpty {
      title.append(" ")
      title.append(quoted: facts.name)
    }
    title.append(": ")
    title.append(ending, signal == nil ? .note : .warning)
    console.line(title)
    if let handled = crash?.handled {
      let cause = handled.cause.map { " (\($0))" } ?? ""
      console.line(
        StyledText(
          "  it ended in a handler of \(handled.name)\(cause), which came for this:", .note))
    }
    for line in crash?.lines ?? [] { console.line(StyledText("  ") + line) }
    if let fault { show(fault, after: "", on: console) }
    console.line(StyledText())
    listing.show(thread, on: console)
    let registers = registers
    guard !registers.isEmpty else { return }
    console.line(StyledText())
    console.line(StyledText("registers that point to objects", .heading))
    for (name, answer) in registers {
      show(answer, after: name + String(repeating: " ", count: max(1, 5 - name.count)), on: console)
    }
  }

  private func show(_ answer: Classification, after label: String, on console: Console) {
    console.line(StyledText("  ") + StyledText(label, .field) + answer.line)
    for line in answer.noteLines { console.line(StyledText("    ") + line) }
  }

  private var ending: String {
    guard let signal else { return "saved while it ran, no signal ended it" }
    return [signal.name, signal.cause].compactMap { $0 }.joined(separator: ", ")
  }

  // MARK: JSON

  /// `pid`, `name`, `signal`, `cause`, `handled`, `fault`, `thread`, `registers`, by the keys of Documentation/JSON.md, "scry core".
  var json: JSONValue {
    var object = JSONObject()
    object["pid"] = .integer(inspector.target.facts.pid)
    object["name"] = .string(inspector.target.facts.name)
    object["signal"] = signal.map(Self.json)
    object["cause"] = crash?.json
    object["handled"] = (crash?.handled).map(Self.json)
    object["fault"] = fault?.json
    object["thread"] = listing.json(thread)
    var pointers = JSONObject()
    for (name, answer) in registers { pointers[name] = answer.json }
    object["registers"] = .object(pointers)
    return .object(object)
  }

  private static func json(_ signal: SignalInfo) -> JSONValue {
    var object = JSONObject()
    object["number"] = .integer(signal.number)
    object["name"] = .text(signal.name)
    object["code"] = .integer(signal.code)
    object["cause"] = signal.cause.map { .text($0) }
    object["address"] = signal.address.map { .address($0) }
    object["sender"] = (signal.sender?.pid).map { .integer($0) }
    return .object(object)
  }
}
