// Who points at an object: a tree that grows upward, to what the program can name.

import Inspection
import Primitives
import Rendering

/// The references to one object; each holder unfolds to those who point at it.
final class ReferencesView: OutlineView {
  let session: Session
  private let address: Address
  var cursor = RowCursor()
  var outline = Outline<OutlineItem>()
  private var found: Found?
  private var job: Job<Found>?

  /// References of one object that are shown.
  private static let limit = 1000

  /// What the job brings.
  private struct Found: Sendable {
    let finder: ReferenceFinder
    let object: Classification
  }

  init(_ session: Session, _ address: Address) {
    self.session = session
    self.address = address
    load()
  }

  deinit { job?.cancel() }

  var title: StyledText {
    StyledText("who points at ", .title) + StyledText("\(address)", .address)
  }

  var bindings: [Binding] {
    [
      Binding([.enter], "open", "The object that holds the pointer") { [self] in open() },
      Binding([.right], "upward", "Who points at that object") { [self] in
        _ = handleOutline(.right)
      },
    ]
  }

  // MARK: Loading

  private func load() {
    guard let inspector = session.inspector else { return }
    job?.cancel()
    job = Job(session.wakeUp) { [address] job throws(JobFailure) in
      Found(
        finder: try inspector.references(for: job), object: inspector.classify(address))
    }
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }
  func interrupt() { job?.cancel() }
  func refresh() { load() }

  func update() -> Bool {
    guard let job, !job.isRunning else { return false }
    self.job = nil
    if case .failed(let reason) = job.state { session.sayError(reason) }
    guard let found = job.value else { return true }
    self.found = found
    outline.show(items(into: found.object, above: []))
    return true
  }

  // MARK: Rows

  /// The references to an object, those who were met on the way up left folded.
  private func items(into object: Classification, above path: [AddressRange]) -> [OutlineItem] {
    guard let finder = found?.finder else { return [] }
    let range = finder.object(around: object.address)
    var items: [OutlineItem] = []
    var omitted = 0
    finder.forEach(into: range) { reference in
      if items.count < Self.limit {
        items.append(item(reference, into: object, above: path + [range]))
      } else {
        omitted += 1
      }
      return true
    }
    if omitted > 0 { items.append(OutlineItem(StyledText("… \(omitted) more", .note))) }
    return items.isEmpty ? [OutlineItem(StyledText("nothing points at it", .note))] : items
  }

  private func item(
    _ reference: Reference, into object: Classification, above path: [AddressRange]
  ) -> OutlineItem {
    var line = reference.line(into: object)
    if let root = reference.root { line = StyledText("\(root.text) ", .good) + line }
    guard let holder = reference.holder, case .memory(let place) = reference.place else {
      return OutlineItem(line)
    }
    let isShown = holder.allocation.map { path.contains($0) } ?? false
    if isShown { line.append(" (on the way up already)", .note) }
    let isTop = reference.root != nil || isShown || holder.allocation == nil
    return OutlineItem(
      line, key: "\(place)", address: place,
      children: isTop ? nil : { [self] in items(into: holder, above: path) },
      action: { [session] in session.open(ObjectView(session, .address(place))) })
  }

  func row(_ row: Int, width: Int) -> StyledText { outline.text(row).cut(to: width) }

  func headings(width: Int) -> [StyledText] { found.map { [$0.object.line.cut(to: width)] } ?? [] }

  func emptyText(width: Int) -> [StyledText] {
    [StyledText(job == nil ? "interrupted; r looks again" : "reading pointers", .note)]
  }
}
