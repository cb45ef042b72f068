// The layout of a struct, class or union: each member with its place, and the holes between.

import AgentLayout
import Primitives
import TypeModel

/// A row of a layout: a member or a hole.
struct LayoutRow {
  /// Bytes from the start.
  var offset: Int64
  /// Bytes; of a bit-field the bits.
  var size: UInt64?
  /// The lowest bit of a bit-field.
  var bit: Int?
  /// nil for a hole.
  var member: Member?

  /// The members of a type in the order of their declaration, with the holes where bytes belong to none.
  static func rows(of type: UniqType) -> [LayoutRow] {
    var rows: [LayoutRow] = []
    var end: Int64 = 0
    for member in type.members {
      guard !member.isVirtualBase else {
        rows.append(
          LayoutRow(offset: member.offset, size: member.type?.concrete.size, member: member))
        continue
      }
      if type.kind != .union, member.offset > end {
        rows.append(LayoutRow(offset: end, size: UInt64(member.offset - end)))
      }
      if let bits = member.bitSize {
        let shift = Int(member.record.bit_shift)
        rows.append(
          LayoutRow(offset: member.offset, size: UInt64(bits), bit: shift, member: member))
        end = max(end, member.offset &+ Int64((shift + bits + 7) / 8))
      } else {
        let size = member.type?.concrete.size
        rows.append(LayoutRow(offset: member.offset, size: size, member: member))
        end = max(
          end, member.offset.addingReportingOverflow(Int64(clamping: size ?? 0)).partialValue)
      }
    }
    if type.kind != .union, let size = type.size, end > 0, Int64(clamping: size) > end {
      rows.append(LayoutRow(offset: end, size: UInt64(Int64(clamping: size) - end)))
    }
    return rows
  }
}

extension UniqType {
  /// The declaration of a type with the offset and size of every member.
  public var layout: [StyledText] {
    let type = concrete
    var heading = StyledText(bytes: type.concreteSpelling, .type)
    if kind == .typedef {
      heading = StyledText("typedef ")
      heading.append(bytes: (target ?? type).spelling(declaring: name), .type)
    }
    heading.append(type.size.map { ", \($0) bytes" } ?? ", incomplete", .note)
    let file = Array(table.string(fileName))
    if !file.isEmpty {
      heading.append(", ")
      heading.append(bytes: file.fileName, .file)
      heading.append(":\(record.line)")
    }
    switch type.kind {
    case .structure, .class, .union: return [heading] + type.memberLines
    case .enumeration: return [heading] + type.enumeratorLines
    default: return [heading]
    }
  }

  private var fileName: UInt32 {
    table.entry(SCRY_META_FILES, Int(record.file), as: UInt32.self) ?? 0
  }

  private var memberLines: [StyledText] {
    var rows = Table([
      Table.Column("offset", isRightAligned: true), Table.Column("size", isRightAligned: true),
      Table.Column("member"),
    ])
    for row in LayoutRow.rows(of: self) {
      let bit = row.bit.map { ".\($0)" } ?? ""
      let size = row.size.map { row.bit == nil ? "\($0)" : "\($0) bits" } ?? "?"
      let place = row.member?.isVirtualBase == true ? "vtable\(row.offset)" : "\(row.offset)\(bit)"
      rows.append([
        StyledText(place, .number), StyledText(size, .number),
        row.member.map(Self.declaration) ?? StyledText("<hole>", .warning),
      ])
    }
    return rows.lines.map { StyledText("  ") + $0 }
  }

  private static func declaration(_ member: Member) -> StyledText {
    var text = StyledText()
    if member.isVirtualBase {
      text.append("virtual base ", .note)
    } else if member.isBase {
      text.append("base ", .note)
    }
    text.append(bytes: member.type?.spelling(declaring: member.name) ?? member.name, .type)
    if let bits = member.bitSize { text.append(" : \(bits)") }
    return text
  }

  private var enumeratorLines: [StyledText] {
    enumerators.map { enumerator in
      var line = StyledText("  ")
      line.append(bytes: enumerator.name, .enumerator)
      line.append(" = ", .punctuation)
      line.append("\(enumerator.value)", .number)
      return line
    }
  }
}
