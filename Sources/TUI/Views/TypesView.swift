// The heap by type: a histogram with bars.

import Inspection
import Primitives
import Rendering

/// The histogram of types.
final class TypesView: RowsView {
  /// The order of rows, the most first; names by bytes.
  enum Order: String, CaseIterable { case bytes, count, name, growth }

  struct Row {
    var type: Int
    var tally: Tally
    var growth: (count: Int64, bytes: Int64)?
  }

  let session: Session
  var cursor = RowCursor()
  let title = StyledText("Types", .title)
  private var order = Order.bytes
  private var filter = ""
  private var rows: [Row] = []
  /// The most bytes that a row has.
  private var largest: UInt64 = 0
  private var seen = -1

  init(_ session: Session) { self.session = session }

  var bindings: [Binding] {
    [
      Binding([.enter], "objects", "The objects of the type") { [self] in open() },
      Binding("s", "sort", "Sort by bytes, count, name, growth in turn") { [self] in
        order = order.next
        arrange()
        session.say(StyledText("sorted by \(order.rawValue)", .note))
      },
      Binding("f", "filter", "Show types with a text in their names only") { [self] in
        session.askFilter(filter) { [self] in setFilter($0) }
      },
      Binding("i", "infer", "Give untyped blocks the types of pointers to them, or not") {
        [self] in
        guard let inspector = session.inspector else { return }
        session.census.start(inspector, infers: !session.census.infers)
      },
    ]
  }

  private func setFilter(_ text: String) {
    filter = text
    arrange()
  }

  func update() -> Bool {
    guard seen != session.census.version else { return false }
    arrange()
    return true
  }

  /// Makes the rows of what there is, the same type selected.
  private func arrange() {
    seen = session.census.version
    guard let census = session.census.census else {
      rows = []
      return
    }
    let selected = rows.indices.contains(cursor.selected) ? rows[cursor.selected].type : nil
    let wanted = Array(filter.lowercased().utf8)
    rows = census.typeTallies.enumerated().compactMap { type, tally in
      guard tally.count > 0 || !census.isComplete else { return nil }
      let row = census.types[type]
      guard wanted.isEmpty || Self.name(row).contains(bytes: wanted) else { return nil }
      return Row(type: type, tally: tally, growth: session.census.growth(of: row, from: tally))
    }
    rows.sort { precedes($0, $1, census) }
    largest = rows.reduce(0) { max($0, $1.tally.bytes) }
    if let selected, let place = rows.firstIndex(where: { $0.type == selected }) {
      cursor.select(place, of: rows.count)
    }
  }

  private static func name(_ row: HeapCensus.TypeGroup) -> [UInt8] {
    Array(TypeCell.text(row.spelling, row.evidence, origin: row.origin).plain.lowercased().utf8)
  }

  private func precedes(_ a: Row, _ b: Row, _ census: HeapCensus) -> Bool {
    let names = (census.types[a.type].spelling, census.types[b.type].spelling)
    switch order {
    case .bytes where a.tally.bytes != b.tally.bytes: return a.tally.bytes > b.tally.bytes
    case .count where a.tally.count != b.tally.count: return a.tally.count > b.tally.count
    case .growth where a.growth?.bytes ?? 0 != b.growth?.bytes ?? 0:
      return a.growth?.bytes ?? 0 > b.growth?.bytes ?? 0
    default:
      return names.0 != names.1 ? names.0.lexicographicallyPrecedes(names.1) : a.type < b.type
    }
  }

  // MARK: Rows

  var rowCount: Int { rows.count }

  private func barWidth(_ width: Int) -> Int { width >= 120 ? 30 : width >= 70 ? 12 : 0 }

  func headings(width: Int) -> [StyledText] {
    var line = heading(.bytes, "bytes").padded(to: 9, isRightAligned: true)
    line += heading(.count, "objects").padded(to: 12, isRightAligned: true)
    line += heading(.growth, "growth").padded(to: 12, isRightAligned: true) + StyledText("  ")
    let bar = barWidth(width)
    if bar > 0 { line += StyledText("share", .heading).padded(to: bar + 2) }
    line += heading(.name, "type")
    line += StyledText(filter: filter)
    return [line]
  }

  private func heading(_ order: Order, _ text: String) -> StyledText {
    StyledText(order == self.order ? text + "↓" : text, .heading)
  }

  func row(_ index: Int, width: Int) -> StyledText {
    guard let census = session.census.census else { return StyledText() }
    let row = rows[index]
    let group = census.types[row.type]
    var line = StyledText(Quantity.bytes(row.tally.bytes), .number)
      .padded(to: 9, isRightAligned: true)
    line += StyledText(Quantity.count(row.tally.count), .number)
      .padded(to: 12, isRightAligned: true)
    line += growth(row).padded(to: 12, isRightAligned: true)
    line.append("  ")
    let bar = barWidth(width)
    if bar > 0 {
      line += Bar.text(row.tally.bytes, of: largest, width: bar) + StyledText("  ")
    }
    line += TypeCell.text(group.spelling, group.evidence, origin: group.origin)
    if width >= 100 { line.append("  " + group.evidence.spelling, .note) }
    return line.cut(to: width)
  }

  private func growth(_ row: Row) -> StyledText {
    guard let growth = row.growth, growth.bytes != 0 || growth.count != 0 else {
      return StyledText()
    }
    let sign = growth.bytes < 0 ? "-" : "+"
    return StyledText(
      sign + Quantity.bytes(growth.bytes.magnitude), growth.bytes > 0 ? .warning : .good)
  }

  func row(_ index: Int, contains text: [UInt8]) -> Bool {
    guard let census = session.census.census else { return false }
    return Self.name(census.types[rows[index].type]).contains(bytes: text)
  }

  func emptyText(width: Int) -> [StyledText] {
    filter.isEmpty ? session.heapObstacle : [StyledText("no type has this in its name", .note)]
  }

  func open() {
    guard rows.indices.contains(cursor.selected), let census = session.census.census else { return }
    let type = rows[cursor.selected].type
    session.open(ObjectsView(session, .type(census.types[type])))
  }
}
