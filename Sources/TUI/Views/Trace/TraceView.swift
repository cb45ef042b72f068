// The system calls of the process as they are made.

import Primitives
import Rendering

/// `scry trace` in a view. The tracer is a process of its own: it owns what it traces, and whatever becomes of this one, it
/// lets go.
final class TraceView: LinesView {
  let session: Session
  var cursor = RowCursor()
  private var all: [StyledText] = []
  /// The lines that the filter lets through.
  private(set) var lines: [StyledText] = []
  private var filter = ""
  private var isFrozen = false
  private var lost = 0
  private let queue = TraceLines()
  private var job: Job<Int32>?

  /// Older lines are forgotten.
  private static let limit = 100_000

  init(_ session: Session) {
    self.session = session
    start()
  }

  deinit { job?.cancel() }

  var title: StyledText { StyledText("Trace", .title) }

  var bindings: [Binding] {
    [
      Binding([.enter], "object", "The object behind the first address of the line") { [self] in
        open()
      },
      Binding("f", "filter", "Only calls with a text in their line") { [self] in
        session.askFilter(filter) { [self] in setFilter($0) }
      },
      Binding("z", "freeze", "Let the lines stand, or go on; the process runs on") { [self] in
        isFrozen.toggle()
        if !isFrozen { takeLines() }
      },
      Binding("t", "trace", "Trace, or let the process go") { [self] in
        if isTracing { leave() } else { start() }
      },
      Binding("c", "", "Forget the lines") { [self] in
        all = []
        arrange()
      },
    ]
  }

  // MARK: Tracing

  private var isTracing: Bool { job?.isRunning ?? false }

  private func start() {
    guard session.subject.isLive, !session.isGone else { return }
    if session.isHeld {
      return session.say(
        StyledText("the process stands still: S lets it run, then t traces", .warning))
    }
    let words = ["trace", "-f", "--addresses", "-p", session.subject.argument]
    job = Job(session.wakeUp) { [queue] job throws(JobFailure) in
      let child = try ChildCommand(words)
      var rest: [UInt8] = []
      while !job.isCancelled, let piece = child.read() {
        guard !piece.isEmpty else { continue }
        rest += piece
        var lines = rest.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
        rest = lines.removeLast()
        queue.append(lines)
        job.report("tracing")
      }
      if !rest.isEmpty { queue.append([rest]) }
      return child.end()
    }
  }

  /// Lets the process go, and waits until the tracer has.
  func leave() {
    job?.cancel()
    job?.wait()
    job = nil
  }

  var activity: String? { isTracing ? isFrozen ? "tracing, frozen" : "tracing" : nil }
  func interrupt() { leave() }

  func update() -> Bool {
    if let job, !job.isRunning {
      self.job = nil
      if case .failed(let reason) = job.state { session.sayError(reason) }
    }
    guard !isFrozen else { return false }
    return takeLines()
  }

  @discardableResult
  private func takeLines() -> Bool {
    let new = queue.take()
    guard !new.lines.isEmpty else { return false }
    lost += new.lost
    let wasAtEnd = cursor.selected + 1 >= lines.count
    let texts = new.lines.map(Self.text)
    all += texts
    lines += texts.filter(isWanted)
    let excess = all.count - Self.limit
    if excess > 0 { forget(excess) }
    if wasAtEnd { cursor.select(lines.count - 1, of: lines.count) }
    return true
  }

  /// Drops the oldest lines; the selected one stays selected.
  private func forget(_ count: Int) {
    let gone = all.prefix(count).reduce(0) { $0 + (isWanted($1) ? 1 : 0) }
    all.removeFirst(count)
    lines.removeFirst(gone)
    cursor.select(cursor.selected - gone, of: lines.count)
  }

  /// Lines of ours: escaped already.
  private static func text(_ bytes: [UInt8]) -> StyledText {
    let name = bytes.prefix { $0 != UInt8(ascii: "(") }
    var line = StyledText()
    line.append(unescaped: name, .symbol)
    line.append(unescaped: bytes.dropFirst(name.count).prefix(4096), .plain)
    return line
  }

  // MARK: Rows

  var standsStill: Bool { isFrozen || !isTracing || cursor.selected + 1 < lines.count }

  private func setFilter(_ text: String) {
    filter = text
    arrange()
  }

  private func isWanted(_ line: StyledText) -> Bool {
    filter.isEmpty
      || Array(line.plain.lowercased().utf8).contains(bytes: Array(filter.lowercased().utf8))
  }

  private func arrange() {
    lines = all.filter(isWanted)
    cursor.select(lines.count - 1, of: lines.count)
  }

  func headings(width: Int) -> [StyledText] {
    var line = StyledText(isTracing ? "system calls" : "not tracing; t traces", .heading)
    line += StyledText(filter: filter)
    if isFrozen { line.append("  frozen; z goes on", .warning) }
    if lost > 0 { line.append("  \(Quantity.count(lost)) lines lost", .warning) }
    return [line.cut(to: width)]
  }

  func emptyText(width: Int) -> [StyledText] {
    if !session.subject.isLive { return [StyledText("a core makes no system calls", .note)] }
    let isEmpty = all.isEmpty
    return [StyledText(isEmpty ? "no calls yet" : "no call has this in it", .note)]
  }
}
