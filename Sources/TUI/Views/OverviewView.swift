// The process as a whole: what is wrong, who has the memory, what it is made of.

import Inspection
import Primitives
import Rendering
import TargetMemory

/// The first view.
final class OverviewView: OutlineView {
  let session: Session
  var cursor = RowCursor()
  var outline = Outline<OutlineItem>()
  let title: StyledText
  private var facts: OverviewFacts?
  private var job: Job<OverviewFacts>?
  private var seen = -1
  private var censusSeen = -1
  /// Columns that lines are broken for.
  private var width = 80

  init(_ session: Session) {
    self.session = session
    let title = StyledText(bytes: Array(session.subject.argument.utf8).fileName, .title)
    self.title = title
    refresh()
  }

  var bindings: [Binding] {
    [
      Binding("2", "types", "The heap by type") { [self] in session.open(TypesView(session)) },
      Binding("3", "objects", "All objects of the heap") { [self] in
        session.open(ObjectsView(session, .all))
      },
      Binding("4", "sites", "The heap by where it was allocated") { [self] in
        session.open(SitesView(session))
      },
    ]
  }

  // MARK: What is known

  func refresh() {
    guard let inspector = session.inspector else { return }
    if let known = session.overview {
      (facts, job) = (known, nil)
    } else {
      seen = -1
      job = OverviewFacts.job(inspector, session.subject, session.wakeUp)
    }
    arrange()
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }

  func update() -> Bool {
    var isNew = false
    if let job, job.version != seen {
      seen = job.version
      facts = job.value ?? facts
      if case .done(let facts) = job.state { session.overview = facts }
      isNew = true
    }
    if censusSeen != session.census.version {
      censusSeen = session.census.version
      isNew = true
    }
    if isNew { arrange() }
    return isNew
  }

  private func arrange() {
    guard let inspector = session.inspector else { return outline.show([]) }
    var items = [process(inspector)]
    if let facts {
      if !facts.crash.isEmpty { items.append(section("Why it ended", facts.crash)) }
      items.append(findings(facts))
      items.append(threads(facts))
      items.append(memory(facts.allocators))
    }
    items.append(largestTypes())
    outline.show(items)
  }

  /// Lines under a heading; Enter goes to the address that a line names.
  private func section(_ title: String, _ lines: [StyledText]) -> OutlineItem {
    // Indentation takes four columns.
    let room = max(width - 4, 20)
    return OutlineItem(StyledText(title, .heading), key: title, isOpen: true) { [session] in
      lines.flatMap(\.lines).enumerated().flatMap { index, line in
        let address = line.firstAddress
        let open = address.map { address in
          { session.open(ObjectView(session, .address(address))) }
        }
        return line.wrapped(to: room, limit: 4).enumerated().map { row, text in
          OutlineItem(text, key: "\(index).\(row)", address: address, action: open)
        }
      }
    }
  }

  // MARK: Sections

  private func process(_ inspector: Inspector) -> OutlineItem {
    let facts = inspector.target.facts
    var title = StyledText("Process \(facts.pid) ", .heading)
    title.append(bytes: facts.name, .heading)
    var command = StyledText()
    for (index, word) in facts.arguments.prefix(64).enumerated() {
      if index > 0 { command.append(" ") }
      command.append(bytes: word)
    }
    var program = StyledText("program  ", .note)
    program.append(bytes: facts.executable, .file)
    var lines = [program]
    if facts.arguments.count > 1 { lines.append(StyledText("command  ", .note) + command) }
    return OutlineItem(title, key: "process", isOpen: true) {
      lines.enumerated().map { OutlineItem($0.element, key: "\($0.offset)") }
    }
  }

  private func findings(_ facts: OverviewFacts) -> OutlineItem {
    guard let findings = facts.findings else {
      return section("Findings", [StyledText("being looked for", .note)])
    }
    if findings.isEmpty { return section("Findings", [StyledText("nothing is wrong", .good)]) }
    let sorted = findings.filter(\.isGrave) + findings.filter { !$0.isGrave }
    let graveCount = sorted.prefix(while: \.isGrave).count
    let first = sorted.count - graveCount > Self.minorLimit + 1 ? graveCount + Self.minorLimit : nil
    return OutlineItem(StyledText("Findings", .heading), key: "Findings", isOpen: true) {
      [self] in
      let items = sorted.enumerated().map { finding($0.element, key: "\($0.offset)") }
      guard let first else { return items }
      let rest = Array(items[first...])
      let more = StyledText("\(rest.count) more", .note)
      return items[..<first] + [OutlineItem(more, key: "more") { rest }]
    }
  }

  /// More findings than these that are not grave are folded away: there may be one for every library.
  private static let minorLimit = 3

  /// A line that unfolds to all of it, and what to do.
  private func finding(_ finding: FindingText, key: String) -> OutlineItem {
    let room = max(width - 8, 20)
    let rest = finding.headline.wrapped(to: width - 4, limit: 2).count > 1
    let fix =
      finding.fix.map { (StyledText("fix: ", .note) + $0).wrapped(to: room, limit: 6) } ?? []
    let lines = (rest ? finding.headline.wrapped(to: room, limit: 6) : []) + fix
    let items = lines.enumerated().map { OutlineItem($0.element, key: "\($0.offset)") }
    return OutlineItem(
      finding.headline, key: key, isOpen: finding.isGrave, children: items.isEmpty ? nil : { items }
    )
  }

  private func threads(_ facts: OverviewFacts) -> OutlineItem {
    let title = StyledText("Threads ", .heading) + StyledText("\(facts.threads.count)", .number)
    return OutlineItem(title, key: "threads", isOpen: facts.threads.count <= 4) {
      facts.threads.map { thread in
        var line = StyledText("\(thread.tid) ", .number)
        line.append(bytes: thread.name, .symbol)
        if let state = thread.state { line.append(" " + Self.word(state), .note) }
        return OutlineItem(line, key: "\(thread.tid)", address: thread.stackPointer)
      }
    }
  }

  /// proc_pid_stat(5), field 3.
  private static func word(_ state: UInt8) -> String {
    switch state {
    case UInt8(ascii: "R"): "runs"
    case UInt8(ascii: "S"): "sleeps"
    case UInt8(ascii: "D"): "waits for a device"
    case UInt8(ascii: "T"), UInt8(ascii: "t"): "is stopped"
    case UInt8(ascii: "Z"), UInt8(ascii: "X"): "has ended"
    default: ""
    }
  }

  private func memory(_ root: AllocatorNode) -> OutlineItem {
    let whole = root.tally.bytes
    return OutlineItem(
      StyledText("Memory ", .heading) + Self.extent(of: root, whole), key: "memory", isOpen: true
    ) { [self] in items(below: root, whole) }
  }

  private func items(below node: AllocatorNode, _ whole: UInt64) -> [OutlineItem] {
    node.children.sorted { $0.tally.bytes > $1.tally.bytes }.enumerated().map { index, child in
      var name = StyledText(bytes: child.allocator.spelling, .allocator)
      if !child.name.isEmpty, child.name != child.allocator.spelling {
        name.append(" ")
        name.append(bytes: child.name.fileName, .file)
      }
      let line = name.padded(to: 28) + StyledText(" ") + Self.extent(of: child, whole)
      return OutlineItem(
        line, key: "\(index)" + name.plain,
        children: child.children.isEmpty ? nil : { [self] in items(below: child, whole) },
        action: action(for: child))
    }
  }

  /// The objects of an allocator that has some.
  private func action(for node: AllocatorNode) -> (() -> Void)? {
    guard node.children.isEmpty else { return nil }
    switch node.allocator {
    case .malloc, .pool:
      return { [session] in session.open(ObjectsView(session, .allocator(node.allocator))) }
    default: return nil
    }
  }

  private static func extent(of node: AllocatorNode, _ whole: UInt64) -> StyledText {
    var text = Bar.text(node.tally.bytes, of: whole, width: 10)
    text += StyledText(Quantity.bytes(node.tally.bytes), .number)
      .padded(to: 8, isRightAligned: true)
    if node.piecesAreKnown {
      text.append(" in \(Quantity.count(node.tally.count))", .note)
    } else {
      text.append(", its pieces are not known", .note)
    }
    if let capacity = node.capacity { text.append(" of \(Quantity.bytes(capacity))", .note) }
    return text
  }

  private func largestTypes() -> OutlineItem {
    let heading = StyledText("Largest types", .heading)
    guard let census = session.census.census else {
      let lines = session.heapObstacle
      return OutlineItem(heading, key: "types", isOpen: true) {
        lines.enumerated().map { OutlineItem($0.element, key: "\($0.offset)") }
      }
    }
    let rows = zip(census.types, census.typeTallies).sorted { $0.1.bytes > $1.1.bytes }.prefix(10)
    // As wide as the longest name, as long as bars and numbers have room behind it.
    let names = rows.map { TypeCell.text($0.0.spelling, $0.0.evidence, origin: $0.0.origin) }
    let column = max(28, min(names.map(\.width).max() ?? 0, width - 4 - 36))
    return OutlineItem(heading, key: "types", isOpen: true) { [session] in
      zip(rows, names).map { row, name in
        let (row, tally) = row
        var line = name.cut(to: column).padded(to: column)
        line += StyledText(" ") + Bar.text(tally.bytes, of: rows.first?.1.bytes ?? 0, width: 10)
        line += StyledText(Quantity.bytes(tally.bytes), .number).padded(to: 8, isRightAligned: true)
        line.append(" in \(Quantity.count(tally.count))", .note)
        return OutlineItem(
          line, key: String(decoding: row.spelling, as: UTF8.self) + row.evidence.spelling,
          action: { session.open(ObjectsView(session, .type(row))) })
      }
    }
  }

  func row(_ row: Int, width: Int) -> StyledText { outline.text(row).cut(to: width) }

  /// Lines are broken anew when the terminal has another width.
  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area {
    if width != area.columns {
      width = area.columns
      arrange()
    }
    return area
  }

  func emptyText(width: Int) -> [StyledText] { [StyledText("opening the target", .note)] }
}
