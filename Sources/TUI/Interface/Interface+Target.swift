// The target: opened beside the interface, looked at anew, held still, and copied from.

import Inspection
import Primitives
import Rendering
import TargetMemory

extension Interface {
  // MARK: Opening

  func startOpening() {
    let subject = session.subject
    opening = Job(session.wakeUp) { job throws(JobFailure) in
      job.report("opening \(subject.argument)")
      return try subject.open { job.report($0) }
    }
  }

  /// Takes the target once it is open; true when something has changed.
  func takeOpened() -> Bool {
    guard let opening else { return false }
    switch opening.state {
    case .done(let inspector):
      session.inspector = inspector
      session.isGone = false
      session.lookedAt = .now
      session.overview = nil
      session.census.start(inspector, infers: false)
      refreshViews()
    case .failed(let reason) where session.inspector != nil:
      message = StyledText(bytes: reason.utf8, .error)
    case .failed(let reason):
      failure = JobFailure(reason)
      end()
    case .running, .cancelled: return true
    }
    self.opening = nil
    return true
  }

  // MARK: Looking anew

  func look() {
    guard let inspector = session.inspector, looking?.isRunning != true else { return }
    guard session.subject.isLive else {
      message = StyledText("a core stays as it is", .note)
      return
    }
    let wording = session.subject.wording
    looking = Job(session.wakeUp) { _ throws(JobFailure) in
      do throws(ReadError) {
        try inspector.target.checkPresence()
        try inspector.refresh()
      } catch {
        throw JobFailure(wording.line(error))
      }
      return true
    }
  }

  func takeLooked() -> Bool {
    guard let looking, !looking.isRunning, let inspector = session.inspector else { return false }
    self.looking = nil
    if case .failed(let reason) = looking.state {
      message = StyledText(bytes: reason.utf8, .error)
      noticeEnd()
      return true
    }
    session.lookedAt = .now
    session.census.start(inspector, infers: session.census.infers)
    session.overview = nil
    for view in trail.views where view !== trail.current { view.rest() }
    refreshViews()
    return true
  }

  /// Lets the view on the screen look at the target; the others do when they are shown.
  private func refreshViews() {
    let others = trail.views.filter { $0 !== trail.current }
    outdated = Set(others.map { ObjectIdentifier($0) })
    trail.current.refresh()
  }

  /// Sees when the process has ended: then what is shown is all that there will be. One that runs another program is opened anew.
  func noticeEnd() {
    guard let inspector = session.inspector, !session.isGone,
      (try? inspector.target.checkPresence()) == nil
    else { return }
    session.isGone = true
    if session.subject.hasProgram() {
      message = StyledText("the process runs another program now", .warning)
      startOpening()
    } else {
      message = StyledText("the process has ended; what is shown is from before", .warning)
    }
  }

  /// Looks again when the interval has passed.
  func lookWhenDue() {
    guard let interval = session.subject.interval, let time = session.lookedAt, !session.isGone,
      looking == nil, !session.census.isRunning, ContinuousClock.now - time >= interval
    else { return }
    look()
  }

  // MARK: Stopping

  func toggleHold() {
    guard session.subject.isLive, session.subject.holder != nil else {
      message = StyledText("there is nothing here that runs", .note)
      return
    }
    hold.toggle()
    session.isHeld = hold.isHeld
  }

  /// Says that the process stands, or why it does not.
  func tellHold() {
    session.isHeld = hold.isHeld
    if let failure = hold.failure {
      session.sayError(failure)
    } else if hold.isHeld {
      message = StyledText("the process stands still; S lets it run, and so does leaving", .warning)
      // What is shown from now on is what it stands at.
      look()
    }
    isDirty = true
  }

  // MARK: The clipboard

  /// Most terminals take no more at once.
  private static let clipboardLimit = 74_994

  /// Sets the terminal's clipboard (OSC 52 of xterm's ctlseqs). The content goes as base64: nothing in it can be taken for
  /// anything else.
  func copy(_ bytes: [UInt8]) {
    guard bytes.count <= Self.clipboardLimit else {
      message = StyledText("too long for a terminal's clipboard: \(bytes.count) bytes", .warning)
      return
    }
    screen.send(Array("\u{1B}]52;c;".utf8) + Base64.encoded(bytes) + [0x07])
    var text = StyledText("copied: ", .good)
    text.append(bytes: bytes)
    message = text
  }
}
