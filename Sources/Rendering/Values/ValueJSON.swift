// A value as JSON (Documentation/JSON.md, "Values").

import Inspection
import Primitives
import TypeModel

extension ValueView {
  /// `type`, `address`, `kind`, and what the kind says.
  public var json: JSONValue {
    var object = JSONObject()
    object["type"] = .string(type.spelling)
    object["address"] = address.map { .address($0) }
    object["bits"] = bits.map { .integer($0) }
    addContent(to: &object)
    return .object(object)
  }

  private func addContent(to object: inout JSONObject) {
    switch content {
    case .integer(let number): object.add("integer", .number(number.description))
    case .character(let number): object.add("character", .number(number.description))
    case .boolean(let number):
      object.add("boolean", number.bits < 2 ? .boolean(number.bits == 1) : .number("\(number)"))
    case .floating(let number): object.add("float", number.json)
    case .complex(let real, let imaginary):
      object.add("complex", .array([real.json, imaginary.json]))
    case .enumeration(let view):
      object.add("enum", .number(view.value.description))
      object["names"] = .array(view.names.map { .string($0) })
    case .string(let string): object.add(string)
    case .pointer(let pointer): add(pointer, to: &object)
    case .record(let fields):
      object["kind"] = "record"
      object["members"] = .array(fields.map(\.json))
    case .array(let array): add(array, to: &object)
    case .container(let container): object.add(container)
    case .function(let pointee):
      object["kind"] = "function"
      object["symbol"] = pointee.symbol.isEmpty ? nil : .string(pointee.symbol)
    case .raw(let bytes): object.add("bytes", .array(bytes.map { .integer($0) }))
    case .unreadable(let address): object.add("unreadable", .address(address))
    case .omitted(let why): object.add("omitted", .text(why.spelling))
    }
  }

  private func add(_ pointer: PointerView, to object: inout JSONObject) {
    object.add("pointer", .address(pointer.address))
    if let string = pointer.string {
      object["string"] = .string(string.bytes)
      object["truncated"] = string.isTruncated ? true : nil
    }
    object["pointee"] = pointer.pointee?.json
    object["target"] = pointer.target?.json
  }

  private func add(_ array: ArrayView, to object: inout JSONObject) {
    object["kind"] = "array"
    object["count"] = array.count.map { .integer($0) }
    object.add(elements: array)
  }
}

extension JSONObject {
  /// The kind, and the value that kinds with a single one have.
  fileprivate mutating func add(_ kind: String, _ value: JSONValue) {
    self["kind"] = .text(kind)
    self["value"] = value
  }

  fileprivate mutating func add(_ string: StringView) {
    add("string", .string(string.bytes))
    self["truncated"] = string.isTruncated ? true : nil
  }
}

extension FloatingValue {
  fileprivate var json: JSONValue { .floating(description, isFinite: value.isFinite) }
}

extension FieldView {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["name"] = name.isEmpty ? nil : .string(name)
    switch kind {
    case .member: break
    case .anonymous: object["anonymous"] = true
    case .base: object["base"] = true
    case .virtualBase: object["virtualBase"] = true
    }
    object["value"] = value.json
    return .object(object)
  }
}

extension ValueView.Omission {
  fileprivate var spelling: String {
    switch self {
    case .limit: "limit"
    case .shownAbove: "shown above"
    case .incomplete: "incomplete type"
    case .unknownPlace: "unknown place"
    case .optimizedOut: "optimized out"
    }
  }
}

extension Pointee {
  /// `state`, `allocator`, `base`, `size`, `offset`, `type`, `path`, `symbol`, `symbolOffset`.
  public var json: JSONValue {
    var result = JSONObject()
    result["state"] = .text(state.spelling)
    result["allocator"] = allocator == .none ? nil : .string(allocator.spelling)
    result["base"] = base.map { .address($0) }
    result["size"] = size.map { .integer($0) }
    result["offset"] = offset.map { .integer($0) }
    result["type"] = object.map { .string($0.spelling) }
    result["path"] = path.isEmpty ? nil : .string(path)
    result["symbol"] = symbol.isEmpty ? nil : .string(symbol)
    result["symbolOffset"] = symbol.isEmpty ? nil : .integer(symbolOffset)
    return .object(result)
  }
}

extension Pointee.State {
  fileprivate var spelling: String {
    switch self {
    case .live: "live"
    case .freed: "freed"
    case .free: "free"
    case .code: "code"
    case .unknown: "unknown"
    case .unmapped: "unmapped"
    }
  }
}
