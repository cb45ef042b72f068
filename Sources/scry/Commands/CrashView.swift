// Why a process died, as lines and as JSON.

import CoreFiles
import Inspection
import Primitives
import Rendering
import TargetMemory

/// What a core says of its end.
struct CrashView {
  let signal: SignalInfo?
  let thread: StoppedThread
  let inspector: Inspector
  let listing: ThreadListing

  /// Frames of the thread that died; a stack that ran over has a hundred thousand alike.
  private static let frameLimit = 64

  /// nil when the target is no core, or has no threads.
  init?(_ inspector: Inspector) {
    guard let core = inspector.target as? CoreTarget, let stacks = try? inspector.stacks(),
      let thread = stacks.snapshot.threads.first(where: { $0.facts.tid == core.firstThread })
    else { return nil }
    signal = core.signal
    self.thread = thread
    self.inspector = inspector
    listing = ThreadListing(
      stacks: stacks, scope: inspector.scope(of: stacks), withRegisters: false,
      limit: Self.frameLimit)
  }

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

  /// Everything, for a terminal of so many columns.
  func lines(width: Int) -> [StyledText] {
    let facts = inspector.target.facts
    var title = StyledText("process \(facts.pid)", .heading)
    if !facts.name.isEmpty {
      title.append(" ")
      title.append(quoted: facts.name)
    }
    title.append(": ")
    title.append(ending, signal == nil ? .note : .warning)
    return [title] + handledLines + (crash?.lines ?? []).map { StyledText("  ") + $0 }
      + (fault.map { lines($0, after: "") } ?? []) + [StyledText()]
      + listing.lines(thread, width: width) + registerLines
  }

  private var handledLines: [StyledText] {
    guard let handled = crash?.handled else { return [] }
    let cause = handled.cause.map { " (\($0))" } ?? ""
    return [
      StyledText("  it ended in a handler of \(handled.name)\(cause), which came for this:", .note)
    ]
  }

  private var registerLines: [StyledText] {
    let registers = registers
    guard !registers.isEmpty else { return [] }
    let heading = StyledText("registers that point to objects", .heading)
    return [StyledText(), heading]
      + registers.flatMap { name, answer in
        lines(answer, after: name + String(repeating: " ", count: max(1, 5 - name.count)))
      }
  }

  private func lines(_ answer: Classification, after label: String) -> [StyledText] {
    [StyledText("  ") + StyledText(label, .field) + answer.line]
      + answer.noteLines.map { StyledText("    ") + $0 }
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
