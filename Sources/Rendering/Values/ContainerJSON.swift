// A container as JSON (Documentation/JSON.md, "Values").

import Inspection

extension JSONObject {
  /// `kind` "container", `container`, `count`, the facts, and what it holds.
  mutating func add(_ view: ContainerView) {
    self["kind"] = "container"
    self["container"] = .text(view.name)
    self["count"] = view.count.map { .integer($0) }
    for fact in view.facts { add(fact) }
    switch view.content {
    case .nothing: self["empty"] = true
    case .opaque: break
    case .elements(let array): add(elements: array)
    case .entries(let entries, let isTruncated):
      self["entries"] = .array(entries.map(\.json))
      self["truncated"] = isTruncated ? true : nil
    case .value(let value): self["value"] = value.json
    case .raw(let problem, let members):
      self[problem.isCorruption ? "corrupt" : "unknown"] = .text(problem.text)
      self["raw"] = ValueView(type: .void, address: nil, content: members).json
    }
  }

  private mutating func add(_ fact: ContainerFact) {
    switch fact {
    case .useCount(let count): self["useCount"] = .integer(count)
    case .weakCount(let count): self["weakCount"] = .integer(count)
    case .expired: self["expired"] = true
    case .alternative(let index): self["index"] = .integer(index)
    case .valueless: self["valueless"] = true
    case .holds(let type): self["holds"] = .string(type)
    case .period(let seconds, let parts):
      self["period"] = .array([.integer(seconds), .integer(parts)])
    }
  }

  /// `elements`, and `truncated` when there are more.
  mutating func add(elements array: ArrayView) {
    self["elements"] = .array(
      array.runs.map { run in
        var element = JSONObject()
        element["index"] = .integer(run.index)
        element["repeats"] = run.count > 1 ? .integer(run.count) : nil
        element["value"] = run.value.json
        return .object(element)
      })
    self["truncated"] = array.isTruncated ? true : nil
  }
}

extension ContainerEntry {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["key"] = key.json
    object["value"] = value.json
    return .object(object)
  }
}
