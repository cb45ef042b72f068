// The table of `-c` as text, in strace's layout.

import Glibc

/// Lays rows out in columns.
struct SummaryTable {
  private let rows: [SummaryRow]
  private let columns: [SummaryColumn]
  private let total: CallCount

  init(_ rows: [SummaryRow], _ options: SummaryOptions) {
    self.rows = rows
    columns = options.columns
    total = rows.reduce(into: CallCount()) { sum, row in
      sum.calls += row.count.calls
      sum.errors += row.count.errors
      sum.bytes &+= row.count.bytes
      sum.time &+= row.count.time
      sum.shortest = min(sum.shortest, row.count.shortest)
      sum.longest = max(sum.longest, row.count.longest)
    }
  }

  var text: String {
    let rule = columns.map { String(repeating: "-", count: width(of: $0)) }.joined(separator: " ")
    var lines = [line { $0.title }, rule]
    lines += rows.map { row in line { text(of: $0, row) } }
    lines += [rule, line { text(of: $0, SummaryRow(name: "total", count: total)) }]
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ cell: (SummaryColumn) -> String) -> String {
    columns.enumerated().map { index, column in
      let text = cell(column)
      let padding = String(repeating: " ", count: max(width(of: column) - text.utf8.count, 0))
      if column != .name { return padding + text }
      return index == columns.count - 1 ? text : text + padding
    }.joined(separator: " ")
  }

  private func text(of column: SummaryColumn, _ row: SummaryRow) -> String {
    let count = row.count
    switch column {
    case .percent: return Self.decimal(share(count.time), digits: 2)
    case .seconds: return Self.decimal(Double(count.time) / 1e9, digits: 6)
    case .shortest: return Self.decimal(Double(count.shortest) / 1e9, digits: 6)
    case .longest: return Self.decimal(Double(count.longest) / 1e9, digits: 6)
    case .average: return String(count.average / 1000)
    case .calls: return String(count.calls)
    case .errors: return count.errors == 0 ? "" : String(count.errors)
    case .bytes: return count.bytes == 0 ? "" : String(count.bytes)
    case .name: return row.name
    }
  }

  private func share(_ time: Int64) -> Double {
    if time == total.time, rows.count <= 1 || time > 0 { return 100 }
    return time == 0 ? 0 : 100 * Double(time) / Double(total.time)
  }

  /// Wide enough for the titles, for strace's usual numbers and for what is there.
  private func width(of column: SummaryColumn) -> Int {
    let widest = (rows.map { text(of: column, $0).utf8.count }).max() ?? 0
    let sum = column == .name ? 0 : text(of: column, SummaryRow(name: "", count: total)).utf8.count
    return max(column.width, sum, column == .name ? widest + 1 : widest)
  }

  private static func decimal(_ value: Double, digits: Int32) -> String {
    var text = [CChar](repeating: 0, count: 64)
    _ = withVaList([digits, value]) { vsnprintf(&text, text.count, "%.*f", $0) }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension SummaryColumn {
  /// strace's titles and least widths.
  fileprivate var title: String {
    switch self {
    case .percent: "% time"
    case .seconds: "seconds"
    case .shortest: "shortest"
    case .longest: "longest"
    case .average: "usecs/call"
    case .calls: "calls"
    case .errors: "errors"
    case .bytes: "bytes"
    case .name: "syscall"
    }
  }

  fileprivate var width: Int {
    switch self {
    case .percent: 6
    case .seconds, .average: 11
    case .shortest: 8
    case .longest: 7
    case .calls, .errors: 9
    case .bytes: 11
    case .name: 16
    }
  }
}
