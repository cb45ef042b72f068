// The heap by where it was allocated, with the calls that led there.

import Inspection
import Primitives
import Rendering

/// The histogram of sites; a site unfolds to its calls.
final class SitesView: OutlineView {
  /// The order of rows, the most first; names by bytes.
  enum Order: String, CaseIterable { case bytes, count, name }

  let session: Session
  var cursor = RowCursor()
  var outline = Outline<OutlineItem>()
  let title = StyledText("Sites", .title)
  private var order = Order.bytes
  private var filter = ""
  private var seen = -1

  init(_ session: Session) { self.session = session }

  var bindings: [Binding] {
    [
      Binding([.enter], "objects", "The objects that were allocated there") { [self] in open() },
      Binding([.right], "calls", "The calls that led there") { [self] in
        _ = handleOutline(.right)
      },
      Binding("s", "sort", "Sort by bytes, count, name in turn") { [self] in
        order = order.next
        arrange()
        session.say(StyledText("sorted by \(order.rawValue)", .note))
      },
      Binding("f", "filter", "Only sites with a text in their place or type") { [self] in
        session.askFilter(filter) { [self] in setFilter($0) }
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

  private func arrange() {
    seen = session.census.version
    guard let census = session.census.census else { return outline.show([]) }
    let wanted = Array(filter.lowercased().utf8)
    let rows = zip(census.sites, census.siteTallies).filter { site, tally in
      guard tally.count > 0 else { return false }
      return wanted.isEmpty
        || Array(Self.line(site, tally).plain.lowercased().utf8).contains(bytes: wanted)
    }
    outline.show(rows.sorted { precedes($0, $1) }.map { item($0.0, $0.1) })
  }

  private func precedes(
    _ a: (HeapCensus.SiteGroup, Tally), _ b: (HeapCensus.SiteGroup, Tally)
  ) -> Bool {
    switch order {
    case .bytes where a.1.bytes != b.1.bytes: return a.1.bytes > b.1.bytes
    case .count where a.1.count != b.1.count: return a.1.count > b.1.count
    default:
      let (name, other) = (Self.place(a.0).plain, Self.place(b.0).plain)
      if name != other { return name < other }
      return a.0.spelling.lexicographicallyPrecedes(b.0.spelling)
    }
  }

  private func item(_ site: HeapCensus.SiteGroup, _ tally: Tally) -> OutlineItem {
    let frames = site.frames
    let address = site.site?.address.map(\.description) ?? ""
    return OutlineItem(
      Self.line(site, tally), key: address + String(decoding: site.spelling, as: UTF8.self),
      children: frames.isEmpty ? nil : { frames.enumerated().map(Self.frame) },
      action: { [session] in session.open(ObjectsView(session, .site(site))) })
  }

  private static func frame(_ index: Int, _ frame: CodeLocation) -> OutlineItem {
    var text = StyledText("#\(index) ", .note)
    text += frame.text
    if let module = frame.module {
      text.append(" of ", .note)
      text.append(bytes: module.fileName, .file)
    }
    return OutlineItem(text, key: "\(index)", address: frame.address)
  }

  private static func place(_ site: HeapCensus.SiteGroup) -> StyledText {
    site.site?.text ?? StyledText("<unknown site>", .note)
  }

  private static func line(_ site: HeapCensus.SiteGroup, _ tally: Tally) -> StyledText {
    var line = StyledText(Quantity.bytes(tally.bytes), .number).padded(to: 7, isRightAligned: true)
    line += StyledText(Quantity.count(tally.count), .number).padded(to: 12, isRightAligned: true)
    line.append("  ")
    line += place(site) + StyledText("  ")
    return line + TypeCell.text(site.spelling, site.evidence, origin: site.site)
  }

  func row(_ row: Int, width: Int) -> StyledText { outline.text(row).cut(to: width) }

  func headings(width: Int) -> [StyledText] {
    var line = StyledText(order == .bytes ? "bytes↓" : "bytes", .heading)
      .padded(to: 9, isRightAligned: true)
    line += StyledText(order == .count ? "objects↓" : "objects", .heading)
      .padded(to: 12, isRightAligned: true)
    line.append(order == .name ? "  site↓ and type" : "  site and type", .heading)
    line += StyledText(filter: filter)
    return [line]
  }

  func emptyText(width: Int) -> [StyledText] {
    filter.isEmpty ? session.heapObstacle : [StyledText("no site has this in it", .note)]
  }
}
