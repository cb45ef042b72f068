// What all views share: the target, what is known of it, and how they ask the interface for something.

import AgentIndex
import Inspection
import Primitives
import Rendering
import TargetMemory

/// One run of the interface on one target. Belongs to the interface's thread.
public final class Session {
  public let subject: Subject
  /// For jobs of views.
  public let wakeUp: WakeUp
  /// nil until the target has been opened.
  public internal(set) var inspector: Inspector?
  /// When the target was last looked at.
  public internal(set) var lookedAt: ContinuousClock.Instant?
  /// The objects of the heap.
  public let census: CensusKeeper
  public internal(set) var bookmarks = Bookmarks()
  /// What the overview has found out at the last look; nil until it has.
  var overview: OverviewFacts?
  /// What the prompts have been given, by their labels.
  var histories: [String: [String]] = [:]
  /// The target has ended, or is being opened anew: what is shown is from before.
  public internal(set) var isGone = false
  /// The process stands still, because a person wants it to.
  var isHeld = false
  private var requests: [Request] = []

  /// What views want of the interface.
  enum Request {
    case open(any View)
    case back
    case say(StyledText)
    case ask(Prompt)
    case copy([UInt8])
    case look
  }

  init(_ subject: Subject) {
    self.subject = subject
    wakeUp = WakeUp()
    census = CensusKeeper(wakeUp, subject.wording)
  }

  /// Shows a view on top of the present one.
  public func open(_ view: any View) { requests.append(.open(view)) }

  /// Leaves the present view.
  public func back() { requests.append(.back) }

  /// Shows a line until the next key.
  public func say(_ text: StyledText) { requests.append(.say(text)) }

  /// Asks for a line of text.
  func ask(_ prompt: Prompt) { requests.append(.ask(prompt)) }

  /// Asks for a view's filter: `set` gets the text with every key, and none when it is cancelled.
  func askFilter(_ text: String, set: @escaping (String) -> Void) {
    ask(Prompt("filter", text: text, change: set, cancel: { set("") }, done: set))
  }

  /// Puts bytes onto the clipboard of the terminal.
  public func copy(_ bytes: [UInt8]) { requests.append(.copy(bytes)) }

  /// Looks at the target anew.
  public func look() { requests.append(.look) }

  /// What has been asked for since the last call.
  func takeRequests() -> [Request] {
    defer { requests = [] }
    return requests
  }
}
