// What a table holds, where its content comes from, and what is missing.

import AgentLayout
import DebugInfo
import Glibc
import Metadata
import Primitives
import Rendering
import TypeModel

/// The answer of `scry meta FILE`.
struct MetaSummary {
  let metadata: ModuleMetadata
  let path: String
  private let debugInfo: DebugInfoSources?

  /// Where the table is kept; nil when it is not, for want of a cache or of room.
  private let tablePath: String?

  init(_ metadata: ModuleMetadata, path: String, tables: MetadataArguments) {
    self.metadata = metadata
    self.path = path
    debugInfo = Self.debugInfo(of: metadata, at: path, tables.debugFiles)
    tablePath = (try? tables.tables)?.cache.path(ofBuildID: metadata.buildID)
      .flatMap { access($0, R_OK) == 0 ? $0 : nil }
  }

  /// Nothing is read again where the files' names tell: it takes longer than everything else.
  private static func debugInfo(
    of metadata: ModuleMetadata, at path: String, _ options: DebugFileOptions
  ) -> DebugInfoSources? {
    guard metadata.isScattered else {
      return try? DebugInfoSources(ofModuleAt: path, options: options)
    }
    return (try? ModuleDebugInfo.open(path, options: options)).map { DebugInfoSources($0) }
  }

  private static let counted: [(title: String, section: scry_meta_section_kind)] = [
    ("types", SCRY_META_TYPES), ("members", SCRY_META_MEMBERS), ("variables", SCRY_META_STATICS),
    ("functions", SCRY_META_FUNCTIONS), ("sites", SCRY_META_SITES),
    ("candidates", SCRY_META_CANDIDATES), ("wrappers", SCRY_META_WRAPPERS),
    ("lines", SCRY_META_LINES),
  ]

  var lines: [StyledText] {
    var heading = StyledText()
    heading.append(bytes: path.utf8, .file)
    var result = [heading, row("build-id", StyledText(buildID.isEmpty ? "none" : buildID))]
    var counts = StyledText()
    for (title, section) in Self.counted {
      let count = metadata.table.count(of: section)
      counts.append(counts.isEmpty ? "" : ", ")
      counts.append("\(count)", .number)
      counts.append(" \(title)")
    }
    result.append(row("holds", counts))
    var table = StyledText()
    table.append(bytes: (tablePath ?? "not kept").utf8, tablePath == nil ? .warning : .file)
    table.append(", \(metadata.table.header.file_size) bytes")
    result.append(row("table", table))
    result += sources.map { path in
      var text = StyledText()
      text.append(bytes: path.utf8, .file)
      return row("debug info", text)
    }
    for problem in problems {
      result.append(row("missing", StyledText(problem.text, .warning)))
      if let fix = problem.fix(for: path) { result.append(row("fix", StyledText(fix))) }
    }
    return result
  }

  var json: JSONValue {
    var object = JSONObject()
    object["file"] = .text(path)
    object["buildID"] = .text(buildID)
    object["table"] = tablePath.map { .text($0) }
    object["size"] = .integer(metadata.table.header.file_size)
    object["hasDebugInfo"] = .boolean(metadata.hasDebugInfo)
    object["hasSites"] = .boolean(metadata.hasSites)
    for (title, section) in Self.counted {
      object[title] = .integer(metadata.table.count(of: section))
    }
    object["debugInfo"] = .array(sources.map { .text($0) })
    object["missing"] = .array(
      problems.map {
        .text([$0.text, $0.fix(for: path)].compactMap { $0 }.joined(separator: "; "))
      })
    return .object(object)
  }

  private var buildID: String { metadata.buildID.hexadecimal }

  private var sources: [String] { debugInfo?.paths ?? [] }

  private var problems: [DebugInfoProblem] { debugInfo?.problems ?? [] }

  private func row(_ title: String, _ text: StyledText) -> StyledText {
    StyledText("  " + title + String(repeating: " ", count: max(12 - title.count, 1)), .heading)
      + text
  }
}

extension [UInt8] {
  /// Two digits a byte.
  var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
