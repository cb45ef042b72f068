// One object as a tree of fields, with its bytes beside them.

import Inspection
import Primitives
import Rendering
import TypeModel

/// An object, a variable or the value of an expression.
final class ObjectView: OutlineView {
  let session: Session
  let source: ObjectSource
  var cursor = RowCursor()
  var outline = Outline<FieldNode>()
  private var content: ObjectContent?
  private var problem: [StyledText] = []
  private var job: Job<ObjectContent>?
  private var isRaw = false
  private var showsBytes = true

  init(_ session: Session, _ source: ObjectSource) {
    self.session = session
    self.source = source
    load()
  }

  convenience init(_ session: Session, expression: String) {
    if let address = expression.hasPrefix("0x") ? Address(parsing: expression) : nil {
      self.init(session, .address(address))
    } else {
      self.init(session, .expression(expression))
    }
  }

  var title: StyledText {
    if let content { return content.title }
    switch source {
    case .address(let address), .pointer(let address, _):
      return StyledText(address.description, .address)
    case .expression(let text):
      return StyledText(bytes: text.utf8, .symbol)
    }
  }

  var bindings: [Binding] {
    [
      Binding([.enter], "follow", "Go where the pointer leads; unfold what is no pointer") {
        [self] in open()
      },
      Binding([.tab], "next pointer", "The next pointer") { [self] in nextPointer(1) },
      Binding([.backTab], "", "The pointer before") { [self] in nextPointer(-1) },
      Binding("x", "hex", "Show the bytes, or not") { [self] in showsBytes.toggle() },
      Binding("y", "copy", "Copy an expression for the field") { [self] in
        if let node = selectedNode { session.copy(node.path.expression) }
      },
      Binding("Y", "", "Copy the field's value as JSON") { [self] in
        if let node = selectedNode { session.copy(node.value.json.encoded) }
      },
      Binding("b", "mark", "Bookmark the object") { [self] in mark() },
      Binding("w", "", "Show the members of containers, or what they hold") { [self] in
        isRaw.toggle()
        load()
      },
    ]
  }

  private var selectedNode: FieldNode? { selectedOutlineRow?.node }

  var selectedAddress: Address? { selectedNode?.address ?? content?.address }

  // MARK: Loading

  private func load() {
    guard let inspector = session.inspector else { return }
    job?.cancel()
    let subject = session.subject
    job = Job(session.wakeUp) { [source, isRaw] job throws(JobFailure) in
      job.report("reading the object")
      return try ObjectContent(source, isRaw: isRaw, inspector, subject)
    }
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }

  func refresh() { load() }

  func update() -> Bool {
    guard let job, !job.isRunning else { return false }
    self.job = nil
    switch job.state {
    case .done(let content), .running(let content?), .cancelled(let content?): take(content)
    case .failed(let reason):
      problem = reason.split(separator: "\n").map { line in
        return StyledText(bytes: line.utf8, .error)
      }
    case .running(nil), .cancelled(nil): break
    }
    return true
  }

  private func take(_ content: ObjectContent) {
    let isFirst = self.content == nil
    self.content = content
    problem = []
    guard let value = content.value else { return outline.show([]) }
    let root = FieldNode(value, path: content.path, content.reader)
    outline.show(root.isFoldable ? root.children() : [root])
    if isFirst, let part = content.part { select(part) }
  }

  /// Selects the innermost field at an address, unfolding what holds it.
  private func select(_ address: Address) {
    for _ in 0..<16 {
      let found = outline.rows.lastIndex { row in
        guard let start = row.node.address, let size = row.node.size else { return false }
        return AddressRange(start, size: size).contains(address)
      }
      guard let found else { return }
      cursor.reveal(found, of: rowCount)
      let row = outline.rows[found]
      guard row.node.isFoldable, !row.isOpen, row.node.pointer == nil else { return }
      outline.setOpen(true, at: found)
    }
  }

  // MARK: Moving on

  func open(_ node: FieldNode) -> Bool {
    guard let pointer = node.pointer else { return false }
    if pointer.address.raw == 0 {
      session.say(StyledText("a null pointer leads nowhere", .note))
    } else if pointer.pointee?.state == .unmapped {
      session.say(StyledText("nothing is mapped at \(pointer.address)", .dangling))
    } else {
      session.open(ObjectView(session, .pointer(pointer.address, node.pointedType)))
    }
    return true
  }

  private func nextPointer(_ step: Int) {
    let count = rowCount
    guard count > 0 else { return }
    for distance in 1...count {
      let row = ((cursor.selected + step * distance) % count + count) % count
      if outline.rows[row].node.pointer != nil { return cursor.reveal(row, of: count) }
    }
    session.say(StyledText("there is no pointer here", .note))
  }

  private func mark() {
    guard let inspector = session.inspector, let address = content?.address else {
      return session.say(StyledText("a computed value has no address", .note))
    }
    session.bookmarks.add(Bookmark(address, title, in: inspector))
    session.say(StyledText("marked; B lists the bookmarks", .good))
  }

  // MARK: Drawing

  func headings(width: Int) -> [StyledText] {
    guard let lines = content?.lines, let first = lines.first else { return [] }
    // On a small terminal the fields need the room.
    let notes = lines.dropFirst().prefix(width < 60 ? 0 : 2)
    return first.wrapped(to: width, limit: width < 60 ? 1 : 2) + notes.map { $0.cut(to: width) }
  }

  /// The column where values begin: the same for all rows, unless names are very long.
  private func valueColumn(_ width: Int) -> Int {
    let names = outline.rows.prefix(500).map { 2 * $0.depth + 2 + $0.node.label.width }
    return min((names.max() ?? 0) + 2, max(width / 3, 12))
  }

  func row(_ row: Int, width: Int) -> StyledText {
    let entry = outline.rows[row]
    var line = StyledText(String(repeating: "  ", count: entry.depth))
    line.append(!entry.node.isFoldable ? "  " : entry.isOpen ? "▾ " : "▸ ", .punctuation)
    line += entry.node.label
    line = (line + StyledText("  ")).padded(to: valueColumn(width))
    let room = max(width - line.width, 8)
    line += entry.node.valueText(width: room)
    if room > 60 {
      line.append("  ")
      line.append(bytes: entry.node.value.type.spelling, .note)
    }
    return line.cut(to: width)
  }

  func emptyText(width: Int) -> [StyledText] {
    if activity != nil { return [] }
    if !problem.isEmpty { return problem }
    return [StyledText("there is nothing to take apart here", .note)]
  }

  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area {
    guard showsBytes, let reader = content?.reader, let node = selectedNode,
      let address = node.address
    else { return area }
    let object = node.object ?? AddressRange(address, size: node.size ?? 1)
    let panel = BytePanel(reader, object: object, field: node)
    return panel.draw(on: &canvas, in: area)
  }
}
