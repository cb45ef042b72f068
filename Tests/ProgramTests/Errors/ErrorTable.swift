// Documentation/ERRORS.md, read.

import Foundation
import TestSupport
import Testing

/// A row of a table: a command, and what becomes of it.
struct ErrorRow {
  let situation: String
  let command: String
  /// Lines on standard error.
  let message: [String]
  let status: Int32

  /// All rows of the page, in order.
  static func all() throws -> [ErrorRow] {
    let page = BuildFolder.package.appending(path: "Documentation/ERRORS.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    return try lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| what is wrong") }
      .map { try ErrorRow(String($0)) }
  }

  private init(_ line: String) throws {
    // `\|` stands for the character in a cell.
    let cells = line.replacing("\\|", with: "\u{1}").split(separator: "|").map {
      $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .whitespaces)
    }
    try #require(cells.count == 4, "\(line)")
    situation = cells[0]
    command = Self.code(cells[1])
    message = cells[2].isEmpty ? [] : cells[2].components(separatedBy: " ⏎ ").map(Self.code)
    status = try #require(Int32(cells[3]), "\(line)")
  }

  /// What stands between one or two grave accents, with the blanks that part two of them from one.
  private static func code(_ cell: String) -> String {
    guard cell.hasPrefix("``") else { return String(cell.dropFirst().dropLast()) }
    let inner = cell.dropFirst(2).dropLast(2)
    return String(inner.hasSuffix("` ") ? inner.dropLast() : inner)
  }
}
