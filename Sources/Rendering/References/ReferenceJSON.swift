// References and paths as JSON (Documentation/JSON.md, "scry refs", "scry roots").

import Inspection
import Primitives

extension Reference {
  /// `address` or `register` and `thread`, `value`, `evidence`, `root`, `holder`.
  public var json: JSONValue {
    var object = JSONObject()
    switch place {
    case .memory(let address): object["address"] = .address(address)
    case .register(let number, let thread):
      object["register"] = .text(RegisterName.of(number))
      object["thread"] = .integer(thread)
    }
    object["value"] = .address(value)
    object["evidence"] = .text(evidence.rawValue)
    object["root"] = root.map { .text($0.rawValue) }
    object["holder"] = holder?.json
    return .object(object)
  }
}

extension RootPath {
  /// The steps, from the root down; in the place of those that are left out `{"omitted": 12}`.
  public var json: JSONValue {
    var values = steps.map(\.json)
    if omitted > 0 {
      var gap = JSONObject()
      gap["omitted"] = .integer(omitted)
      values.insert(.object(gap), at: stepsBeforeGap)
    }
    return .array(values)
  }
}
