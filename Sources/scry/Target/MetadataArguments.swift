// Where tables of types come from: the cache, the debug files, and how much a person wants to see of their making.

import ArgumentParser
import DebugInfo
import Inspection
import Metadata
import Primitives

/// The options of every command that may build tables.
struct MetadataArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Look for separate debug files here too; may be repeated.", valueName: "directory"))
  var debugDir: [String] = []

  @Flag(
    name: .long, help: "Allow asking the servers in DEBUGINFOD_URLS: they learn what you debug.")
  var debuginfod = false

  @Flag(name: .long, help: "Build tables anew and keep none.")
  var noCache = false

  /// Where debug files are looked for.
  var debugFiles: DebugFileOptions {
    var options = DebugFileOptions()
    options.debugDirectories = debugDir + options.debugDirectories
    options.mayAskDebuginfod = debuginfod
    return options
  }

  /// The source of tables, as asked for.
  var tables: TableSource { TableSource(arguments: self) }
}

/// Opens or builds the tables of modules, with progress on a terminal.
struct TableSource: MetadataSource {
  let cache: MetadataCache

  init(arguments: MetadataArguments) {
    var options = MetadataOptions()
    options.debugFiles = arguments.debugFiles
    cache = MetadataCache(
      root: arguments.noCache ? nil : MetadataCache.standardRoot,
      limit: MetadataCache.limitFromEnvironment, options: options, progress: Self.show)
  }

  @Sendable private static func show(_ step: MetadataProgress) {
    Progress.show(wording(of: step), Array(step.path.utf8))
  }

  private static func wording(of step: MetadataProgress) -> String {
    switch step.stage {
    case .reading where step.unitsTotal > 0:
      "reading types, \(100 * step.unitsDone / step.unitsTotal) %: "
    case .reading: "reading types: "
    case .merging: "joining types: "
    case .sites: "reading machine code: "
    case .writing: "writing the table: "
    }
  }

  func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? {
    defer { Progress.finish() }
    return cache.metadata(forFileAt: path, buildID: buildID)
  }

  func cached(buildID: [UInt8]) -> ModuleMetadata? { cache.cached(buildID: buildID) }
}
