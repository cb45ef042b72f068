// How many warnings of which kind a trace has given.

import Rendering

/// The warnings of a whole trace, for its end.
public struct WarningCount {
  private var counts: [[UInt8]: Int] = [:]
  /// The different warnings, in the order of their first time.
  private var order: [[UInt8]] = []
  public private(set) var total = 0

  /// Different warnings that are kept apart.
  private static let limit = 1000

  mutating func add(_ warning: [UInt8]) {
    total += 1
    if counts[warning] == nil {
      guard order.count < Self.limit else { return }
      order.append(warning)
    }
    counts[warning, default: 0] += 1
  }

  /// A heading, and a line for each warning with how often it came.
  var text: [UInt8] {
    var text = Array("! \(total) \(total == 1 ? "warning" : "warnings"):\n".utf8)
    for warning in order {
      let count = String(counts[warning] ?? 0)
      let margin = String(repeating: " ", count: max(8 - count.count, 1))
      text += Array("!\(margin)\(count)  ".utf8) + warning + [UInt8(ascii: "\n")]
    }
    return text
  }

  /// An event of its own: `event`, `total`, and `warnings` with `count` and `text` each.
  var json: JSONValue {
    var object = JSONObject()
    object["event"] = .text("warnings")
    object["total"] = .integer(total)
    object["warnings"] = .array(
      order.map { warning in
        var entry = JSONObject()
        entry["count"] = .integer(counts[warning] ?? 0)
        entry["text"] = .string(warning)
        return .object(entry)
      })
    return .object(object)
  }
}
