// The output of a command of Scry.

import Rendering

/// What a command line has written, as it comes.
final class CommandView: LinesView {
  let session: Session
  private let words: [String]
  var cursor = RowCursor()
  private(set) var lines: [StyledText] = []
  private var job: Job<CommandOutput>
  private var seen = -1
  private let line: String

  /// Runs `scry` with the words. `line` is the command as it was typed.
  init(_ session: Session, _ words: [String], as line: String) {
    self.session = session
    self.words = words
    self.line = line
    job = CommandOutput.run(words, session.wakeUp)
  }

  deinit { job.cancel() }

  var title: StyledText {
    return StyledText(bytes: line.utf8, .title)
  }

  var bindings: [Binding] {
    [
      Binding([.enter], "go", "Go to the address in the line") { [self] in open() },
      Binding("R", "rerun", "Run it again") { [self] in
        job.cancel()
        job = CommandOutput.run(words, session.wakeUp)
        seen = -1
      },
    ]
  }

  var activity: String? { job.isRunning ? "running scry \(words.first ?? "")" : nil }

  func interrupt() { job.cancel() }

  func update() -> Bool {
    guard job.version != seen else { return false }
    seen = job.version
    switch job.state {
    case .failed(let reason):
      lines = [StyledText(bytes: reason.utf8, .error)]
    default: lines = job.value?.lines ?? []
    }
    return true
  }

  func emptyText(width: Int) -> [StyledText] {
    job.isRunning ? [] : [StyledText("it has written nothing", .note)]
  }
}
