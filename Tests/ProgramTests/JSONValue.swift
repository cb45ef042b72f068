// JSON as the tests compare it.

import Foundation
import Testing

/// A value of JSON.
enum JSONValue: Equatable, Decodable, CustomStringConvertible {
  case null
  case bool(Bool)
  case integer(Int)
  /// An integer that only fits when it has no sign.
  case unsigned(UInt64)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Parses a line that holds one object.
  static func object(of line: String) throws -> [String: JSONValue] {
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
    guard case .object(let members) = value else { throw NotAnObject(line: line) }
    return members
  }

  struct NotAnObject: Error {
    let line: String
  }

  var string: String? { if case .text(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var elements: [JSONValue] { if case .list(let values) = self { values } else { [] } }

  /// The member that a dotted key leads to: `site.line`.
  func member(_ key: String) -> JSONValue? {
    key.split(separator: ".").reduce(JSONValue?.some(self)) { value, part in
      if case .object(let members)? = value { members[String(part)] } else { nil }
    }
  }

  var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let values): "\(values)"
    case .object(let members): "\(members)"
    }
  }

  /// Where another value differs, and how: `.frames[2].line: 3, not 4`.
  func firstDifference(from other: JSONValue, at path: String = "") -> String {
    switch (self, other) {
    case (.object(let ours), .object(let theirs)):
      let keys = Set(ours.keys).union(theirs.keys).sorted()
      guard let key = keys.first(where: { ours[$0] != theirs[$0] }) else { return "" }
      return (ours[key] ?? .null).firstDifference(from: theirs[key] ?? .null, at: "\(path).\(key)")
    case (.list(let ours), .list(let theirs)) where ours.count == theirs.count:
      guard let index = ours.indices.first(where: { ours[$0] != theirs[$0] }) else { return "" }
      return ours[index].firstDifference(from: theirs[index], at: "\(path)[\(index)]")
    default: return "\(path): \(self), not \(other)"
    }
  }
}
