// The output of a command of Scry.

import Primitives
import Rendering

/// What a command line has written, as it comes.
final class CommandView: RowsView {
  let session: Session
  let words: [String]
  var cursor = RowCursor()
  private var lines: [StyledText] = []
  private var job: Job<CommandOutput>
  private var seen = -1
  private var followsEnd = true

  init(_ session: Session, _ words: [String]) {
    self.session = session
    self.words = words
    job = CommandOutput.run(words, session.wakeUp)
  }

  var title: StyledText {
    var title = StyledText()
    title.append(bytes: words.joined(separator: " ").utf8, .title)
    return title
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
      var line = StyledText()
      line.append(bytes: reason.utf8, .error)
      lines = [line]
    default: lines = job.value?.lines ?? []
    }
    return true
  }

  var rowCount: Int { lines.count }
  func row(_ row: Int, width: Int) -> StyledText { lines[row].cut(to: width) }

  func emptyText(width: Int) -> [StyledText] {
    job.isRunning ? [] : [StyledText("it has written nothing", .note)]
  }

  /// The first address in the selected line.
  var selectedAddress: Address? {
    guard cursor.selected < lines.count else { return nil }
    return lines[cursor.selected].firstAddress
  }

  func open() {
    guard let address = selectedAddress else {
      return session.say(StyledText("there is no address in this line", .note))
    }
    session.open(ObjectView(session, .address(address)))
  }
}
