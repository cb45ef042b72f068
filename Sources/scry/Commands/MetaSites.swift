// An allocation site of a table: the call, and what its block may be.

import AgentLayout
import Metadata
import Primitives
import Rendering
import TypeModel

extension RecordedSite {
  /// The call and its best candidate on one line.
  var text: StyledText {
    var text = StyledText(returnAddress.description, .address)
    text.append("  ")
    if let line {
      text.append(bytes: line.file.fileName, .file)
      text.append(":\(line.line) ")
    }
    text.append("in ")
    text.append(bytes: function, .symbol)
    if let arena = candidates.first(where: \.isArena) {
      text.append(": ", .punctuation)
      text.append("block of the arena ")
      text.append(bytes: Array(metadata.table.string(arena.name)), .symbol)
    } else if let first = candidates.first, let type = metadata.table.type(first.type) {
      text.append(": ", .punctuation)
      text.append(bytes: type.spelling, .type)
      if first.offset != 0 { text.append(" at \(first.offset)") }
      if candidates.count > 1 { text.append(", \(candidates.count - 1) other", .note) }
    }
    if leaves { text.append(" (leaves)", .note) }
    if frees { text.append(" (frees)", .note) }
    return text
  }

  /// Documentation/JSON.md, "scry meta".
  var json: JSONValue {
    var object = JSONObject()
    object["address"] = .address(returnAddress)
    object["function"] = .string(function)
    object["file"] = line.map { .string($0.file) }
    object["line"] = line.map { .integer($0.line) }
    object["leaves"] = .boolean(leaves)
    object["frees"] = frees ? true : nil
    object["candidates"] = .array(candidates.map(json))
    return .object(object)
  }

  private var leaves: Bool {
    record.flags & (SCRY_SITE_RETURNS.rawValue | SCRY_SITE_OUTPARAM.rawValue) != 0
  }

  private var frees: Bool { record.flags & SCRY_SITE_FREES.rawValue != 0 }

  private func json(_ candidate: scry_meta_candidate) -> JSONValue {
    var object = JSONObject()
    let type = candidate.isArena ? nil : metadata.table.type(candidate.type)
    object["type"] = (type?.spelling).map { .string($0) }
    object["offset"] = .integer(candidate.offset)
    object["strength"] = .text(Self.strengths[Int(candidate.strength), default: "unknown"])
    object["reason"] = .text(Self.reasons[Int(candidate.reason), default: "unknown"])
    object["name"] = .string(Array(metadata.table.string(candidate.name)))
    object["line"] = .integer(candidate.line)
    return .object(object)
  }

  /// `enum scry_meta_strength`.
  private static let strengths = ["weak", "strong", "declared"]

  /// `enum scry_meta_reason`.
  private static let reasons = [
    "variable", "field", "global", "return", "constructor", "argument", "union", "allocator",
    "function", "attribute", "user",
  ]
}

extension scry_meta_candidate {
  /// No type, but the name of the function that cuts the block up.
  fileprivate var isArena: Bool { flags & SCRY_CANDIDATE_ARENA.rawValue != 0 }
}

extension [String] {
  /// An element; `fallback` for numbers that a damaged table may hold.
  fileprivate subscript(index: Int, default fallback: String) -> String {
    indices.contains(index) ? self[index] : fallback
  }
}
