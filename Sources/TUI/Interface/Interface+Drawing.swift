// The frame around a view: the title with the trail, the line of messages, the bar of keys.

import Primitives
import Rendering

extension Interface {
  /// Below this nothing useful can be shown.
  private static let smallest = (rows: 10, columns: 40)

  func draw() {
    var canvas = Canvas()
    let area = screen.area
    if area.rows < Self.smallest.rows || area.columns < Self.smallest.columns {
      drawRefusal(on: &canvas, in: area)
    } else {
      drawTitle(on: &canvas, in: area.prefix(rows: 1))
      let body = area.dropping(rows: 1).prefix(rows: area.rows - 3)
      trail.current.draw(on: &canvas, in: body)
      let bottom = area.dropping(rows: area.rows - 2)
      drawMessage(on: &canvas, in: bottom.prefix(rows: 1))
      drawKeys(on: &canvas, in: bottom.dropping(rows: 1))
    }
    screen.show(canvas)
  }

  private func drawRefusal(on canvas: inout Canvas, in area: Area) {
    let text = "scry needs \(Self.smallest.columns)x\(Self.smallest.rows) characters"
    let lines = [
      StyledText(text, .warning), StyledText("this is \(area.columns)x\(area.rows); q quits"),
    ]
    canvas.draw(lines.map { $0.cut(to: area.columns) }, in: area)
  }

  // MARK: Title

  private func drawTitle(on canvas: inout Canvas, in area: Area) {
    let state = state
    var title = StyledText(" scry ", .status)
    let mayGrow = session.subject.isLive && area.columns >= 60
    let reserved = mayGrow ? max(state.width, Self.longestState) : state.width
    let room = area.columns - title.width - reserved - 2
    title += trail.line(width: max(room, 8))
    let gap = max(area.columns - title.width - state.width - 1, 1)
    title.append(String(repeating: " ", count: gap), .status)
    title += state
    canvas.draw(title, at: 0, in: area, base: .status)
  }

  /// Columns of `running, 59 min ago`: the trail is not to move as time goes on.
  private static let longestState = 19

  /// What becomes of the target, and how old what is shown is.
  private var state: StyledText {
    guard session.inspector != nil, let time = session.lookedAt else {
      return StyledText("opening", .status)
    }
    guard session.subject.isLive else { return StyledText("core", .status) }
    if session.isGone { return StyledText("ended", .error) }
    let age = Quantity.age(ContinuousClock.now - time)
    if hold.isHeld { return StyledText("STOPPED ", .warning) + StyledText(age, .status) }
    return StyledText("running, \(age)", .status)
  }

  // MARK: Messages

  private func drawMessage(on canvas: inout Canvas, in area: Area) {
    if let prompt {
      let (line, column) = prompt.line(width: area.columns)
      canvas.draw(line, at: 0, in: area)
      canvas.cursor = (area.row, min(area.column + column, area.columns - 1))
      return
    }
    let place = self.place
    let room = max(area.columns - place.width - 1, 1)
    let text = (message ?? activityLine ?? outdatedLine ?? StyledText()).cut(to: room)
    canvas.draw(text.padded(to: room) + StyledText(" ") + place, at: 0, in: area)
  }

  private var activityLine: StyledText? {
    guard let activity = slowActivity, !activity.isEmpty else { return nil }
    var line = StyledText("● ", .bar)
    line.append(bytes: activity.utf8, .note)
    line.append("  (Esc interrupts)", .note)
    return line
  }

  /// Why the objects that are shown are not those of the last look; where there are none the views say why.
  private var outdatedLine: StyledText? {
    guard let obstacle = session.census.obstacle, session.census.census != nil else { return nil }
    let line = StyledText(bytes: obstacle.utf8, .warning)
    return line + StyledText("; objects as counted before", .note)
  }

  /// Which row of how many is selected.
  private var place: StyledText {
    guard let rows = trail.current.searchable, rows.rowCount > 0 else { return StyledText() }
    return StyledText(
      "\(Quantity.count(rows.selectedRow + 1))/\(Quantity.count(rows.rowCount))", .note)
  }

  // MARK: Keys

  private func drawKeys(on canvas: inout Canvas, in area: Area) {
    let own = trail.current.bindings.filter { !$0.title.isEmpty }
    let common = bindings.filter { !$0.title.isEmpty }
    // Help and quit are always there: they lead to everything else.
    let last = common.filter { ["help", "quit"].contains($0.title) }.map(Self.text)
    let end = last.reduce(StyledText()) { $0 + $1 }
    var line = StyledText()
    let others = own + common.filter { !["help", "quit"].contains($0.title) }
    for piece in others.map(Self.text) where line.width + piece.width + end.width <= area.columns {
      line += piece
    }
    canvas.draw(line + end, at: 0, in: area)
  }

  private static func text(_ binding: Binding) -> StyledText {
    StyledText(" " + (binding.keys.first?.name ?? ""), .key) + StyledText(" \(binding.title) ")
  }
}
