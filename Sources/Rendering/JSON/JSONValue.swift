// JSON as a value, its keys in the order in which they were given, and its text (RFC 8259).

import Primitives

/// A JSON value. Strings are bytes, because they come from targets and may be anything.
public indirect enum JSONValue: Sendable {
  case null
  case boolean(Bool)
  /// A number as it is written.
  case number(String)
  case string([UInt8])
  case array([JSONValue])
  case object(JSONObject)
}

/// An object whose keys keep their order.
public struct JSONObject: Sendable {
  public private(set) var members: [(key: String, value: JSONValue)] = []

  public init() {}

  /// Appends a member whose key is not there yet.
  mutating func append(_ key: String, _ value: JSONValue) { members.append((key, value)) }

  /// Appends a member; nothing when the value is nil.
  public subscript(_ key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      members.removeAll { $0.key == key }
      if let newValue { members.append((key, newValue)) }
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  public init(stringLiteral text: String) { self = .string(Array(text.utf8)) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }

  /// A text of ours.
  public static func text(_ text: String) -> JSONValue { .string(Array(text.utf8)) }

  public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

  /// An address: `"0x7f…"`.
  public static func address(_ address: Address) -> JSONValue { .text(address.description) }

  /// A number, or the strings `inf`, `-inf` and `nan`, for which JSON has no numbers.
  public static func floating(_ text: String, isFinite: Bool) -> JSONValue {
    isFinite ? .number(text) : .text(text)
  }
}

extension JSONValue {
  /// The value on one line, in ASCII except for printable characters of strings.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  private func encode(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .number(let text): bytes += text.utf8
    case .string(let content): JSONString.encode(content, into: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.encode(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONString.encode(Array(member.key.utf8), into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.encode(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}
