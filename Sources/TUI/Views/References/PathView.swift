// The shortest path to an object from something that the program can name.

import Inspection
import Primitives
import Rendering

/// The steps of a path, the root first.
final class PathView: RowsView {
  let session: Session
  private let address: Address
  var cursor = RowCursor()
  private var rows: [Row] = []
  private var object: Classification?
  private var isOver = false
  private var job: Job<Found>?

  private struct Row {
    let text: StyledText
    let place: Address?
  }

  private struct Found: Sendable {
    let object: Classification
    let answer: ReferenceFinder.RootAnswer
  }

  init(_ session: Session, _ address: Address) {
    self.session = session
    self.address = address
    load()
  }

  deinit { job?.cancel() }

  var title: StyledText { StyledText("path to ", .title) + StyledText("\(address)", .address) }

  var bindings: [Binding] {
    [
      Binding([.enter], "open", "The object that holds the pointer") { [self] in open() },
      Binding("y", "copy", "Copy the expression that leads down the path") { [self] in
        if let expression { session.copy(expression) } else { session.say(Self.noExpression) }
      },
    ]
  }

  private static let noExpression = StyledText(
    "the path has steps without a type, or begins in no variable", .note)

  private var expression: [UInt8]?

  private func load() {
    guard let inspector = session.inspector else { return }
    job?.cancel()
    job = Job(session.wakeUp) { [address] job throws(JobFailure) in
      let finder = try inspector.references(for: job)
      let answer = finder.path(to: finder.object(around: address)) { blocks in
        job.report("searching, \(Quantity.count(blocks)) blocks reached")
        return !job.isCancelled
      }
      return Found(object: inspector.classify(address), answer: answer)
    }
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }
  func interrupt() { job?.cancel() }
  func refresh() { load() }

  func update() -> Bool {
    guard let job, !job.isRunning else { return false }
    self.job = nil
    isOver = true
    if case .failed(let reason) = job.state { session.sayError(reason) }
    guard let found = job.value else { return true }
    object = found.object
    show(found)
    return true
  }

  private func show(_ found: Found) {
    guard case .path(let path) = found.answer else {
      rows = []
      return
    }
    expression = path.expression
    rows = path.lines(to: found.object).enumerated().map { number, step in
      Row(text: Self.margin(number) + step.text, place: step.place)
    }
    rows.append(Row(text: Self.margin(rows.count) + found.object.line, place: address))
  }

  private static func margin(_ depth: Int) -> StyledText {
    StyledText(String(repeating: "  ", count: min(depth, 12)))
  }

  var rowCount: Int { rows.count }
  func row(_ row: Int, width: Int) -> StyledText { rows[row].text.cut(to: width) }
  var selectedAddress: Address? {
    rows.indices.contains(cursor.selected) ? rows[cursor.selected].place : nil
  }

  func open() {
    if let place = selectedAddress { session.open(ObjectView(session, .address(place))) }
  }

  func headings(width: Int) -> [StyledText] {
    guard let expression else { return [] }
    var line = StyledText("= ", .note)
    line.append(bytes: expression, .symbol)
    return [line.cut(to: width)]
  }

  func emptyText(width: Int) -> [StyledText] {
    guard isOver else { return [StyledText("searching", .note)] }
    return [
      object?.line.cut(to: width) ?? StyledText(),
      StyledText("nothing that the program can name leads to it", .warning),
    ]
  }
}
