// A type as JSON (Documentation/JSON.md, "scry meta").

import AgentLayout
import Primitives
import TypeModel

extension UniqType {
  /// `type`, `kind`, `size`, `file`, `line`, `digest`, `uniqtype`, and its members or enumerators.
  public var json: JSONValue {
    var object = JSONObject()
    object["type"] = .string(spelling)
    object["kind"] = .text(kind.spelling)
    object["size"] = concrete.size.map { .integer($0) }
    let file = Array(table.string(table.entry(SCRY_META_FILES, Int(record.file)) ?? 0))
    object["file"] = file.isEmpty ? nil : .string(file)
    object["line"] = file.isEmpty ? nil : .integer(record.line)
    object["digest"] = .text(String(digest, radix: 16))
    object["uniqtype"] = .string(uniqtypeName)
    if kind == .typedef { object["target"] = (target?.spelling).map { .string($0) } }
    let members = members
    if !members.isEmpty, kind != .function {
      object["members"] = .array(members.map(\.json))
    }
    let enumerators = enumerators
    if !enumerators.isEmpty {
      object["enumerators"] = .array(
        enumerators.map {
          var enumerator = JSONObject()
          enumerator["name"] = .string($0.name)
          enumerator["value"] = .integer($0.value)
          return .object(enumerator)
        })
    }
    return .object(object)
  }
}

extension Member {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["name"] = name.isEmpty ? nil : .string(name)
    object["type"] = (type?.spelling).map { .string($0) }
    object["offset"] = isVirtualBase ? nil : .integer(offset)
    object["vtableOffset"] = isVirtualBase ? .integer(offset) : nil
    object["size"] = bitSize == nil ? (type?.concrete.size).map { .integer($0) } : nil
    object["bit"] = bitSize == nil ? nil : .integer(record.bit_shift)
    object["bits"] = bitSize.map { .integer($0) }
    object["base"] = isBase || isVirtualBase ? true : nil
    return .object(object)
  }
}

extension TypeKind {
  /// One word.
  public var spelling: String {
    switch self {
    case .void: "void"
    case .base: "base"
    case .pointer: "pointer"
    case .reference: "reference"
    case .rvalueReference: "rvalue reference"
    case .memberPointer: "member pointer"
    case .array: "array"
    case .structure: "struct"
    case .class: "class"
    case .union: "union"
    case .enumeration: "enum"
    case .function: "function"
    case .typedef: "typedef"
    case .const: "const"
    case .volatile: "volatile"
    case .restrict: "restrict"
    case .atomic: "atomic"
    case .unspecified: "unspecified"
    }
  }
}
