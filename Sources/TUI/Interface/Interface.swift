// The interface itself: waits for keys, signals and workers, and shows a frame when something has changed.

import Glibc
import Inspection
import Primitives
import Rendering
import TargetMemory

/// The terminal interface on one target. Runs on the thread that calls `run()`, which must be the process's first one.
public final class Interface {
  let session: Session
  let screen: Screen
  var trail: Trail
  var prompt: Prompt?
  var message: StyledText?
  var search: SearchRun?
  var lastSearch: String?
  /// Where the cursor was when `g` was typed, in case that another one follows.
  var rowBeforeGo: Int?
  var opening: Job<Inspector>?
  var looking: Job<Bool>?
  let hold: HeldProcess
  private let signals: Signals
  /// Since when something is being done.
  private var busySince: ContinuousClock.Instant?
  private var isOver = false
  var isDirty = true
  /// The view of the last frame.
  private var shown: any View
  /// Views that were not on the screen when the target was looked at anew.
  var outdated: Set<ObjectIdentifier> = []
  /// What ended the interface before a person did.
  var failure: JobFailure?

  /// Takes the terminal over.
  public init(_ subject: Subject, theme: Theme) throws(ScreenError) {
    signals = Signals()
    do throws(ScreenError) {
      screen = try Screen { Palette(theme, colours: $0) }
    } catch {
      signals.close()
      throw error
    }
    session = Session(subject)
    hold = HeldProcess(subject.holder, session.wakeUp)
    let first = OverviewView(session)
    trail = Trail(first)
    shown = first
  }

  /// Runs until a person has had enough, the terminal is gone or the process is asked to end. Throws when the target cannot
  /// be opened.
  public func run() throws(JobFailure) {
    startOpening()
    while !isOver {
      busySince = activity == nil ? nil : busySince ?? .now
      if isDirty { draw() }
      isDirty = false
      wait()
      noteLeaving()
    }
    trail.current.leave()
    hold.release()
    session.census.cancel()
    screen.close()
    signals.close()
    if let failure { throw failure }
  }

  func end() { isOver = true }

  /// Another view is shown than in the last frame.
  private func noteLeaving() {
    guard trail.current !== shown else { return }
    shown.leave()
    shown = trail.current
    guard outdated.remove(ObjectIdentifier(shown)) != nil else { return }
    shown.refresh()
    _ = shown.update()
  }

  // MARK: Events

  /// Milliseconds between two looks at the clock: for a search at once, for what moves a tenth of a second.
  private var patience: Int32 {
    if search != nil { return 0 }
    if activity != nil || rowBeforeGo != nil { return 100 }
    return session.subject.isLive ? 1000 : -1
  }

  private func wait() {
    var events = [STDIN_FILENO, signals.descriptor, session.wakeUp.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let count = poll(&events, nfds_t(events.count), patience)
    if count == 0 { passTime() }
    advanceSearch()
    if events[1].revents != 0 { takeSignals() }
    if events[2].revents != 0 { takeNews() }
    if events[0].revents != 0 { takeKeys(isClosed: events[0].revents & Int16(POLLHUP) != 0) }
    handleRequests()
  }

  /// The clock has moved on: ages grow, a search goes on.
  private func passTime() {
    isDirty = true
    closeIdlePrompt()
    noticeEnd()
    lookWhenDue()
  }

  private func takeNews() {
    session.wakeUp.clear()
    if takeOpened() { isDirty = true }
    if session.census.update() { isDirty = true }
    if takeLooked() { isDirty = true }
    if hold.update() { tellHold() }
    // Only the view on the screen; the others look when they are shown.
    if trail.current.update() { isDirty = true }
  }

  private func takeKeys(isClosed: Bool) {
    var isAnswered = false
    while let key = Key.next() {
      isAnswered = true
      isDirty = true
      handle(key)
      handleRequests()
      if isOver { return }
    }
    // A terminal that is gone is always readable and never has anything.
    if isClosed, !isAnswered { isOver = true }
  }

  private func takeSignals() {
    while let signal = signals.next() {
      isDirty = true
      switch signal {
      case SIGWINCH: screen.resize()
      case SIGTSTP: suspend()
      case SIGINT: interrupt()
      case SIGCONT: screen.retake()
      case SIGPIPE: screen.redraw()
      default: isOver = true
      }
    }
  }

  /// Gives the terminal to the shell until it gives it back.
  func suspend() {
    screen.suspend { signals.stop() }
    isDirty = true
  }

  private func handleRequests() {
    for request in session.takeRequests() {
      isDirty = true
      switch request {
      case .open(let view): show(view)
      case .back: if trail.goBack() { _ = trail.current.update() }
      case .say(let text): message = text
      case .ask(let question): prompt = question
      case .copy(let bytes): copy(bytes)
      case .look: look()
      }
    }
  }

  private func show(_ view: any View) {
    search = nil
    trail.open(view)
    _ = view.update()
  }

  /// What is being done, by the view or for all of them.
  var activity: String? {
    if let search { return "searching \"\(search.text)\", \(search.progress) %" }
    if let opening, opening.isRunning { return opening.progress }
    if looking?.isRunning == true { return "looking at the process" }
    return trail.current.activity ?? session.census.activity
  }

  /// The same once it has taken longer than a person notices: less would only flicker.
  var slowActivity: String? {
    guard let busySince, ContinuousClock.now - busySince > .milliseconds(150) else { return nil }
    return activity
  }

  /// Stops what is being done.
  func interrupt() {
    if search != nil {
      search = nil
      message = StyledText("search interrupted", .note)
    } else if activity == nil {
      message = StyledText("nothing is being done; q quits", .note)
    } else {
      let isOfView = trail.current.activity != nil
      if isOfView { trail.current.interrupt() } else { session.census.cancel() }
      message = StyledText("interrupted", .note)
    }
  }

  // MARK: Search

  func startSearch(_ text: String, isForward: Bool) {
    search = nil
    message = nil
    guard let rows = trail.current.searchable, !text.isEmpty else { return }
    search = SearchRun(text, in: rows, isForward: isForward)
    advanceSearch()
  }

  private func advanceSearch() {
    guard var run = search else { return }
    isDirty = true
    switch run.advance() {
    case .searching: search = run
    case .found(let row):
      search = nil
      run.select(row)
    case .notFound:
      search = nil
      var text = StyledText("not found: ", .warning)
      text.append(bytes: run.text.utf8, .warning)
      message = text
    }
  }
}
