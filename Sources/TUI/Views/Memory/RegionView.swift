// A region of memory: a map of who owns its parts, and its bytes with the types laid over them.

import Inspection
import Primitives
import Rendering
import TargetMemory
import TypeModel

/// Sixteen bytes a row, from the region's start to its end.
final class RegionView: RowsView {
  let session: Session
  private let range: AddressRange
  private let name: StyledText
  var cursor = RowCursor()
  private var map: RegionMap?
  private var job: Job<RegionMap>?
  private var width = 0
  /// What was said of rows, until the target is looked at anew.
  private var notes: [Int: StyledText] = [:]

  private static let bytesPerRow: UInt64 = 16
  private static let mapRows = 3
  /// Notes that are kept.
  private static let noteLimit = 4096

  init(_ session: Session, _ mapping: Mapping) {
    self.session = session
    range = mapping.range
    var name = StyledText("\(mapping.range.start)", .address)
    if !mapping.name.isEmpty {
      name.append(" ")
      name.append(bytes: mapping.name.fileName, .file)
    }
    self.name = name
  }

  deinit { job?.cancel() }

  var title: StyledText { name }

  var bindings: [Binding] {
    [
      Binding([.enter], "object", "The object that lies there") { [self] in open() },
      Binding([.tab], "next part", "The next object, or the end of this one") { [self] in
        nextObject()
      },
    ]
  }

  // MARK: The map

  private func loadMap(width: Int) {
    guard let inspector = session.inspector else { return }
    self.width = width
    job?.cancel()
    job = Job(session.wakeUp) { [range] job throws(JobFailure) in
      job.report("asking who owns each part")
      let cells = width * Self.mapRows
      guard let map = RegionMap(range, cells: cells, inspector, goesOn: { !job.isCancelled }) else {
        throw JobFailure("interrupted")
      }
      return map
    }
  }

  var activity: String? { job?.isRunning == true ? job?.progress : nil }
  func interrupt() { job?.cancel() }

  func refresh() {
    notes = [:]
    if width > 0 { loadMap(width: width) }
  }

  func update() -> Bool {
    guard let job, !job.isRunning else { return false }
    self.job = nil
    if let map = job.value { self.map = map }
    return true
  }

  func drawPanel(on canvas: inout Canvas, in area: Area) -> Area {
    guard area.rows >= 12 else { return area }
    if width != area.columns { loadMap(width: area.columns) }
    let lines = map?.lines(width: area.columns, marking: address(of: cursor.selected)) ?? []
    let panel = area.prefix(rows: Self.mapRows + 1)
    canvas.draw(lines, in: panel)
    return area.dropping(rows: panel.rows)
  }

  // MARK: Rows

  var rowCount: Int {
    Int(clamping: (range.size &+ Self.bytesPerRow - 1) / Self.bytesPerRow)
  }

  private func address(of row: Int) -> Address { range.start + UInt64(row) &* Self.bytesPerRow }

  var selectedAddress: Address? { address(of: cursor.selected) }

  func open() {
    session.open(ObjectView(session, .address(address(of: cursor.selected))))
  }

  /// Rows without an owner that are passed over at once.
  private static let reach = 4096

  /// To the end of the object under the cursor, or to the next object behind memory that is nobody's.
  private func nextObject() {
    guard let inspector = session.inspector else { return }
    let here = address(of: cursor.selected)
    var end = inspector.classify(here).allocation.map { max($0.end, here + 1) } ?? here + 1
    for _ in 0..<Self.reach {
      end = range.start + (end - range.start + Self.bytesPerRow - 1) & ~(Self.bytesPerRow - 1)
      guard end < range.end else { return session.say(StyledText("this is the last part", .note)) }
      if inspector.classify(end).allocation != nil { break }
      end = end + 1
    }
    cursor.reveal(Int(clamping: (end - range.start) / Self.bytesPerRow), of: rowCount)
  }

  func row(_ row: Int, width: Int) -> StyledText {
    let start = address(of: row)
    var line = StyledText("\(start)", .address).padded(to: 15)
    line += hexadecimal(start)
    if width > 90 || line.width + 12 < width { line += StyledText("  ") + note(row) }
    return line.cut(to: width)
  }

  func emptyText(width: Int) -> [StyledText] { [StyledText("there are no bytes here", .note)] }

  private func hexadecimal(_ start: Address) -> StyledText {
    var buffer = [UInt8](repeating: 0, count: Int(Self.bytesPerRow))
    let count = buffer.withUnsafeMutableBytes { bytes in
      (try? session.inspector?.target.readPrefix(at: start, into: bytes)) ?? 0
    }
    guard count > 0 else { return StyledText("cannot be read", .error) }
    var digits = StyledText()
    var characters = StyledText()
    for (index, byte) in buffer.prefix(count).enumerated() {
      let style: Style = byte == 0 ? .punctuation : .plain
      digits.append([byte].hexadecimal, style)
      digits.append(index == 7 ? "  " : " ")
      characters.append(byte.glyph, style)
    }
    return digits + StyledText(" ") + characters
  }

  /// The object and the member that begin in the row.
  private func note(_ row: Int) -> StyledText {
    if let known = notes[row] { return known }
    guard let inspector = session.inspector else { return StyledText() }
    if notes.count > Self.noteLimit { notes = [:] }
    let text = RegionNote.text(of: inspector.classify(address(of: row)))
    notes[row] = text
    return text
  }
}

/// What is said of a row of bytes.
enum RegionNote {
  static func text(of answer: Classification) -> StyledText {
    var text = StyledText()
    if answer.state == .freed { text.append("freed ", .freed) }
    if let object = answer.object {
      let isStart = answer.address.raw &- object.start.raw < 16
      text.append(bytes: object.shape.spelling, isStart ? .type : .note)
      if let path = answer.part?.path, !path.isEmpty {
        text.append(" ")
        text.append(bytes: path, .field)
      }
    } else if let symbol = answer.symbol, !symbol.name.isEmpty {
      text.append(bytes: symbol.name, .symbol)
      if symbol.offset > 0 { text.append("+\(symbol.offset)", .number) }
    } else if answer.state == .free || answer.allocator == .none {
      text.append("free", .note)
    } else {
      text.append(bytes: answer.allocator.spelling, .allocator)
      if let size = answer.allocation?.size { text.append("[\(size)]", .note) }
    }
    return text
  }
}
