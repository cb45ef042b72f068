// The mappings of the process.

import AgentIndex
import Inspection
import Primitives
import Rendering
import TargetMemory

/// The address space; a mapping opens as a map of its parts.
final class MemoryView: RowsView {
  let session: Session
  var cursor = RowCursor()
  let title = StyledText("Memory", .title)
  private var mappings: [Mapping] = []

  init(_ session: Session) {
    self.session = session
    refresh()
  }

  var bindings: [Binding] {
    [
      Binding([.enter], "open", "What owns each part of the mapping, and its bytes") { [self] in
        open()
      }
    ]
  }

  func refresh() { mappings = session.inspector?.mappings ?? [] }

  var rowCount: Int { mappings.count }

  var selectedAddress: Address? {
    mappings.indices.contains(cursor.selected) ? mappings[cursor.selected].range.start : nil
  }

  func open() {
    guard mappings.indices.contains(cursor.selected) else { return }
    let mapping = mappings[cursor.selected]
    guard mapping.permissions.contains(.read) else {
      return session.say(StyledText("this memory cannot be read", .note))
    }
    session.open(RegionView(session, mapping))
  }

  func headings(width: Int) -> [StyledText] {
    [
      StyledText("start".padding(to: 16) + "      size  perm  what", .heading)
    ]
  }

  func row(_ row: Int, width: Int) -> StyledText {
    let mapping = mappings[row]
    var line = StyledText("\(mapping.range.start)", .address).padded(to: 16)
    line += StyledText(Quantity.bytes(mapping.range.size), .number)
      .padded(to: 10, isRightAligned: true)
    let style: Style = mapping.permissions.isEmpty ? .note : .plain
    line.append("  \(mapping.permissions)  ", style)
    line.append(isAgents(mapping) ? "agent" : Self.word(mapping.kind), .allocator)
    if !mapping.name.isEmpty, mapping.kind == .file {
      line.append(" ")
      line.append(bytes: mapping.name, .file)
      if mapping.isDeleted { line.append(" (deleted)", .warning) }
    }
    return line.cut(to: width)
  }

  private func isAgents(_ mapping: Mapping) -> Bool {
    (try? session.inspector?.agent.get())?.reservation.contains(mapping.range.start) ?? false
  }

  private static func word(_ kind: MappingKind) -> String {
    switch kind {
    case .file: "file"
    case .anonymous: "anonymous"
    case .heap: "heap"
    case .stack: "stack"
    case .vdso: "vdso"
    case .vvar: "vvar"
    case .vsyscall: "vsyscall"
    case .guardPages: "guard"
    case .reserved: "reserved"
    }
  }

  func emptyText(width: Int) -> [StyledText] { [StyledText("opening the target", .note)] }
}

extension String {
  /// The text with blanks behind it up to a number of columns.
  fileprivate func padding(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - count))
  }
}
