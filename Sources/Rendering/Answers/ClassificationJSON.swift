// What an address is as JSON, by the keys of Documentation/JSON.md, "scry what".

import Inspection
import Primitives
import TargetMemory
import TypeModel

extension Classification {
  /// One object; keys that do not apply are absent.
  public var json: JSONValue {
    var object = JSONObject()
    object["address"] = .address(address)
    object["region"] = region?.json
    object["allocator"] = .string(allocator.spelling)
    object["state"] = .text(state.spelling)
    addObject(to: &object)
    if !enclosing.isEmpty { object["inside"] = .array(enclosing.map(\.json)) }
    object["inferredFrom"] = inferredFrom?.json
    object["arena"] = arena.map { .string($0) }
    object["site"] = site?.json
    object["freedBy"] = freedBy?.json
    object["generation"] = generation.map { .integer($0) }
    object["symbol"] = symbol.map { .string($0.name) }
    object["module"] = module.map { .string($0) }
    object["thread"] = thread.map { .integer($0) }
    object["frame"] = frame?.json
    if case .variable(let name, _)? = frame?.part { object["variable"] = .string(name) }
    if symbol?.kind == .variable || symbol?.kind == .threadLocal {
      object["variable"] = symbol.map { .string($0.name) }
    }
    if !alternatives.isEmpty { object["alternatives"] = .array(alternatives.map(\.json)) }
    if !notes.isEmpty { object["note"] = .text(notes.map(\.text).joined(separator: "; ")) }
    return .object(object)
  }

  private func addObject(to object: inout JSONObject) {
    object["base"] = (allocation?.start).map { .address($0) }
    object["size"] = (allocation?.size).map { .integer($0) }
    object["offset"] = offset.map { .integer($0) }
    object["type"] = self.object.map { .string($0.shape.spelling) }
    object["evidence"] = .text(evidence.spelling)
    object["fit"] = fit.map { .text($0.spelling) }
    object["path"] = part.map { .string($0.path) }
    object["memberType"] = (part?.type).map { .string($0.spelling) }
  }
}

extension PointerSource {
  /// `address`, and `type` and `path` of the object that it is a part of, `symbol` of a variable.
  var json: JSONValue {
    var result = JSONObject()
    result["address"] = .address(address)
    result["type"] = object.map { .string($0.shape.spelling) }
    result["path"] = part.map { .string($0.path) }
    result["symbol"] = symbol.map { .string($0) }
    return .object(result)
  }
}

extension Enclosure {
  /// `allocator`, `base`, `size`, `type`, `site`.
  var json: JSONValue {
    var result = JSONObject()
    result["allocator"] = .string(allocator.spelling)
    result["base"] = .address(range.start)
    result["size"] = .integer(range.size)
    result["type"] = object.map { .string($0.shape.spelling) }
    result["site"] = site?.json
    return .object(result)
  }
}

extension Mapping {
  /// `start`, `end`, `permissions`, and `file` for what has a name.
  public var json: JSONValue {
    var object = JSONObject()
    object["start"] = .address(range.start)
    object["end"] = .address(range.end)
    object["permissions"] = .text(permissions.description)
    object["file"] = name.isEmpty ? nil : .string(name)
    return .object(object)
  }
}

extension CodeLocation {
  /// `address`, `function`, `file`, `line`.
  public var json: JSONValue {
    var object = JSONObject()
    object["address"] = address.map { .address($0) }
    object["function"] = function.map { .string($0) }
    object["file"] = file.map { .string($0) }
    object["line"] = line > 0 ? .integer(line) : nil
    return .object(object)
  }
}

extension Alternative {
  /// `type` of another object, or `path` and `memberType` of another part.
  var json: JSONValue {
    var result = JSONObject()
    result["type"] = object.map { .string($0.concreteSpelling) }
    result["path"] = part.map { .string($0.path) }
    result["memberType"] = (part?.type).map { .string($0.spelling) }
    return .object(result)
  }
}
