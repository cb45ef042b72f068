// The marked addresses. One whose object has gone is refused.

import Inspection
import Primitives
import Rendering

/// The list of bookmarks.
final class BookmarksView: RowsView {
  let session: Session
  var cursor = RowCursor()
  let title = StyledText("Bookmarks", .title)

  init(_ session: Session) { self.session = session }

  var bindings: [Binding] {
    [
      Binding([.enter], "open", "Go there, unless another object has taken its place") {
        [self] in open()
      },
      Binding([.character("d"), .delete], "delete", "Forget the bookmark") { [self] in
        session.bookmarks.remove(at: cursor.selected)
      },
    ]
  }

  private var all: [Bookmark] { session.bookmarks.all }
  var rowCount: Int { all.count }

  var selectedAddress: Address? {
    cursor.selected < rowCount ? all[cursor.selected].address : nil
  }

  func headings(width: Int) -> [StyledText] {
    [StyledText("address", .heading).padded(to: 16) + StyledText("what was marked", .heading)]
  }

  func row(_ row: Int, width: Int) -> StyledText {
    let mark = all[row]
    var line = StyledText(mark.address.description, .address).padded(to: 16) + mark.description
    if let inspector = session.inspector, let why = mark.staleness(in: inspector) {
      line.append("  stale: \(why)", .dangling)
    }
    return line.cut(to: width)
  }

  func emptyText(width: Int) -> [StyledText] {
    [StyledText("no bookmarks: b marks the object in a view of it", .note)]
  }

  func open() {
    guard cursor.selected < rowCount, let inspector = session.inspector else { return }
    let mark = all[cursor.selected]
    if let why = mark.staleness(in: inspector) {
      return session.say(StyledText("not the object that was marked: \(why)", .dangling))
    }
    session.open(ObjectView(session, .address(mark.address)))
  }
}
