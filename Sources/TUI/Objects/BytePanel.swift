// The bytes of an object, those of the selected field marked.

import Inspection
import Primitives
import Rendering

/// Bytes beside a tree, or below it where there is no room beside it.
struct BytePanel {
  private let reader: FieldReader
  private let object: AddressRange
  private let field: FieldNode

  private static let bytesPerRow = 16
  /// An address, sixteen bytes in hexadecimal, sixteen characters.
  private static let width = 15 + 3 * bytesPerRow + 1 + bytesPerRow

  init(_ reader: FieldReader, object: AddressRange, field: FieldNode) {
    self.reader = reader
    self.object = object
    self.field = field
  }

  /// Draws the panel, and gives what is left of the area.
  func draw(on canvas: inout Canvas, in area: Area) -> Area {
    if area.columns >= Self.width * 2 {
      let panel = Area(
        row: area.row, column: area.column + area.columns - Self.width, rows: area.rows,
        columns: Self.width)
      canvas.draw(lines(panel.rows, width: Self.width), in: panel)
      return Area(
        row: area.row, column: area.column, rows: area.rows,
        columns: area.columns - Self.width - 2)
    }
    let rows = min(area.rows / 3, 6)
    guard rows >= 2 else { return area }
    let panel = area.dropping(rows: area.rows - rows)
    canvas.draw(lines(rows, width: area.columns), in: panel)
    return area.prefix(rows: area.rows - rows)
  }

  private func lines(_ rows: Int, width: Int) -> [StyledText] {
    guard let address = field.address else { return [] }
    let perRow = UInt64(width >= Self.width ? Self.bytesPerRow : 8)
    let start = firstByte(of: address, perRow: perRow, rows: UInt64(max(rows - 1, 1)))
    let bytes = reader.bytes(at: start, count: (rows - 1) * Int(perRow))
    let marked = AddressRange(address, size: max(field.size ?? 1, 1))
    var lines = [heading(address).cut(to: width)]
    for offset in stride(from: 0, to: bytes.count, by: Int(perRow)) {
      let row = bytes[offset..<min(offset + Int(perRow), bytes.count)]
      lines.append(line(Array(row), at: start + UInt64(offset), Int(perRow), marked).cut(to: width))
    }
    return lines
  }

  private func heading(_ address: Address) -> StyledText {
    var text = StyledText(bytes: field.value.type.spelling, .type)
    if let bits = field.value.bits { text.append(" : \(bits) bits", .note) }
    if object.contains(address) { text.append(" at +\(address - object.start)", .note) }
    if let size = field.size { text.append(", \(Quantity.count(size)) bytes", .note) }
    return text
  }

  /// The object's first byte as long as the field is on the screen then; else one that brings it there.
  private func firstByte(of address: Address, perRow: UInt64, rows: UInt64) -> Address {
    guard object.contains(address) else { return Address(address.raw & ~(perRow - 1)) }
    let origin = Address(object.start.raw & ~(perRow - 1))
    let row = (address - origin) / perRow
    return row < rows ? origin : origin + (row - rows / 2) * perRow
  }

  private func line(
    _ bytes: [UInt8], at start: Address, _ perRow: Int, _ marked: AddressRange
  ) -> StyledText {
    var line = StyledText(start.description, .address).padded(to: 15)
    var characters = StyledText()
    for (offset, byte) in bytes.enumerated() {
      let address = start + UInt64(offset)
      let isForeign =
        object.overlaps(AddressRange(start, size: UInt64(perRow))) && !object.contains(address)
      let style: Style = marked.contains(address) ? .selection : isForeign ? .note : .plain
      line.append([byte].hexadecimal, style)
      let isLastMarked = !marked.contains(start + UInt64(offset + 1))
      line.append(" ", isLastMarked || style != .selection ? .plain : style)
      characters.append(byte.glyph, style == .plain && byte == 0 ? .note : style)
    }
    line.append(String(repeating: "   ", count: perRow - bytes.count) + " ")
    return line + characters
  }
}

extension UInt8 {
  /// The character that stands beside a byte's digits: a dot for what is not printable ASCII.
  var glyph: String {
    (0x20..<0x7F).contains(self) ? String(Character(Unicode.Scalar(self))) : "."
  }
}
