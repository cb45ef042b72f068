// Objects of the heap: all of them, or those of a type, a site or an allocator.

import Inspection
import Primitives
import Rendering
import TypeModel

/// The list of objects.
final class ObjectsView: RowsView {
  let session: Session
  let scope: ObjectScope
  var cursor = RowCursor()
  private var order = ObjectOrder.address
  private var condition = ""
  private var selection = ObjectSelection(HeapCensus())
  private var job: Job<ObjectSelection>?
  private var seen = -1
  private var censusSeen = -1
  private let previews: Previews

  init(_ session: Session, _ scope: ObjectScope) {
    self.session = session
    self.scope = scope
    previews = Previews(session.wakeUp, session.subject.rules)
  }

  var title: StyledText { scope.title }

  var bindings: [Binding] {
    [
      Binding([.enter], "open", "The object, field by field") { [self] in open() },
      Binding("s", "sort", "Sort by address, size, type in turn") { [self] in
        order = order.next
        select()
        session.say(StyledText("sorted by \(order.rawValue)", .note))
      },
      Binding("f", "filter", "Only objects for which an expression over their members is true") {
        [self] in askCondition()
      },
      Binding("y", "copy", "Copy the object's address") { [self] in
        if let address = selectedAddress { session.copy(Array(address.description.utf8)) }
      },
    ]
  }

  private func askCondition() {
    session.ask(
      Prompt("where", text: condition) { [self] text in
        condition = text
        select()
      })
  }

  // MARK: What is listed

  func update() -> Bool {
    var isNew = previews.update(session.inspector)
    if censusSeen != session.census.version, job?.isRunning != true {
      censusSeen = session.census.version
      select()
      isNew = true
    }
    if let job, job.version != seen {
      seen = job.version
      if let value = job.value { selection = value }
      isNew = true
    }
    return isNew
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }

  func interrupt() { job?.cancel() }

  func refresh() { previews.forget() }

  /// A census of ten million objects has 120 MB.
  func rest() {
    job?.cancel()
    job = nil
    selection = ObjectSelection(HeapCensus())
    censusSeen = -1
  }

  /// Makes the list of what there is now.
  private func select() {
    guard let inspector = session.inspector, let census = session.census.census else { return }
    job?.cancel()
    seen = -1
    var filter: ObjectCondition?
    if !condition.isEmpty {
      do throws(ExpressionError) {
        filter = try ObjectCondition(Array(condition.utf8), in: InspectorScope(inspector))
      } catch {
        let lines = session.subject.wording.lines(error, in: condition, of: inspector)
        condition = ""
        return session.sayError(lines.first ?? "no expression")
      }
    }
    let selector = ObjectSelector(census: census, scope: scope, order: order, condition: filter)
    if let immediate = selector.immediate {
      selection = immediate
      job = nil
      return
    }
    job = Job(session.wakeUp) { job throws(JobFailure) in selector.run(job) }
  }

  // MARK: Rows

  var rowCount: Int { selection.count }

  private func kind(_ row: Int) -> HeapCensus.Kind {
    let place = selection.place(row)
    return selection.census.kinds[selection.census.kind(place)]
  }

  private func block(_ row: Int) -> Address {
    let place = selection.place(row)
    return selection.census.address(place)
  }

  private func object(_ row: Int) -> Address { block(row) + kind(row).offset }

  var selectedAddress: Address? {
    cursor.selected < rowCount ? block(cursor.selected) : nil
  }

  /// Reads what the rows on the screen will show.
  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area {
    guard let inspector = session.inspector else { return area }
    cursor.fit(height: area.rows - 1, count: rowCount)
    let wanted = cursor.visible(of: rowCount).compactMap { row in
      kind(row).shape.map { Previews.Wanted(address: object(row), shape: $0) }
    }
    previews.want(wanted, inspector)
    return area
  }

  func headings(width: Int) -> [StyledText] {
    var line = StyledText("address", .heading).padded(to: 15)
    line += StyledText("bytes", .heading).padded(to: 9, isRightAligned: true) + StyledText("  ")
    line.append(scope.isOfOneType ? "value" : "type and value", .heading)
    line.append("  by \(order.rawValue)", .note)
    if !condition.isEmpty {
      line.append(", where ", .note)
      line.append(bytes: condition.utf8, .note)
      if selection.unclear > 0 { line.append(" (\(selection.unclear) unclear)", .warning) }
    }
    return [line.cut(to: width)]
  }

  func row(_ row: Int, width: Int) -> StyledText {
    let kind = kind(row)
    var line = StyledText(block(row).description, .address).padded(to: 15)
    line += StyledText(Quantity.count(kind.size), .number).padded(to: 9, isRightAligned: true)
    line.append("  ")
    if !scope.isOfOneType || kind.shape.map(\.isArray) == true {
      line += TypeCell.text(kind.shape?.spelling ?? [], kind.evidence, origin: kind.site)
      line.append("  ")
    }
    if let preview = previews.text(object(row)) { line += preview }
    return line.cut(to: width)
  }

  func row(_ row: Int, contains text: [UInt8]) -> Bool {
    if Array(block(row).description.utf8).contains(bytes: text) { return true }
    let spelling = selection.census.types[kind(row).type].spelling
    return Array(String(decoding: spelling, as: UTF8.self).lowercased().utf8).contains(bytes: text)
  }

  func emptyText(width: Int) -> [StyledText] {
    if activity != nil { return [] }
    if !condition.isEmpty { return [StyledText("no object for which that holds", .note)] }
    return session.heapObstacle
  }

  func open() {
    guard cursor.selected < rowCount else { return }
    session.open(ObjectView(session, .address(object(cursor.selected))))
  }
}

extension ObjectShape {
  var isArray: Bool {
    if case .array(let count) = fit { return count != 1 }
    return false
  }
}
