// What every thread is doing: frames, variables, and the source where it is there.

import Inspection
import Primitives
import Rendering
import TargetMemory

/// The stacks of one moment.
final class StacksView: OutlineView {
  let session: Session
  var cursor = RowCursor()
  var outline = Outline<StackNode>()
  let title = StyledText("Stacks", .title)
  private var job: Job<StackInspector>?
  private var sources = SourceText()
  private var showsSource = true
  private var problem: StyledText?

  init(_ session: Session) {
    self.session = session
    load()
  }

  var bindings: [Binding] {
    [
      Binding([.enter], "open", "The object that a variable points to, or the variable") {
        [self] in open()
      },
      Binding([.right], "unfold", "A thread's frames, a frame's variables") { [self] in
        _ = handleOutline(.right)
      },
      Binding("x", "source", "Show the source, or not") { [self] in showsSource.toggle() },
    ]
  }

  private func load() {
    guard let inspector = session.inspector else { return }
    let wording = session.subject.wording
    job = Job(session.wakeUp) { job throws(JobFailure) in
      job.report("reading stacks")
      do throws(ReadError) {
        return try inspector.stacks()
      } catch {
        throw JobFailure(wording.line(error))
      }
    }
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }
  func refresh() { load() }

  func update() -> Bool {
    guard let job, !job.isRunning else { return false }
    self.job = nil
    problem = nil
    if case .failed(let reason) = job.state {
      let line = StyledText(bytes: reason.utf8, .error)
      problem = line
    }
    guard let stacks = job.value, let inspector = session.inspector else { return true }
    let scope = inspector.scope(of: stacks)
    let threads = stacks.snapshot.threads
    outline.show(threads.map { StackNode($0, stacks, scope, isOnly: threads.count == 1) })
    return true
  }

  func open(_ node: StackNode) -> Bool {
    guard let source = node.source else { return false }
    session.open(ObjectView(session, source))
    return true
  }

  func row(_ row: Int, width: Int) -> StyledText { outline.text(row).cut(to: width) }

  func emptyText(width: Int) -> [StyledText] {
    [problem ?? StyledText("reading stacks", .note)]
  }

  /// The source below the rows.
  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area {
    let rows = min(area.rows / 3, 15)
    guard showsSource, rows >= 3, let place = selectedOutlineRow?.node.place,
      let lines = sources.lines(around: place, count: rows - 1)
    else { return area }
    var heading = StyledText(bytes: place.file.utf8, .file)
    heading.append(":\(place.line)", .number)
    let panel = area.dropping(rows: area.rows - rows)
    canvas.draw(([heading] + lines).map { $0.cut(to: area.columns) }, in: panel)
    return area.prefix(rows: area.rows - rows)
  }
}
