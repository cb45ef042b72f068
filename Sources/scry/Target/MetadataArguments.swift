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

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Believe what this file declares of allocators, and remember it for the binaries (scry-run(1)).",
      valueName: "file"), completion: .file())
  var allocators: String?

  @Flag(name: .long, help: "Build tables anew and keep none.")
  var noCache = false

  /// Where debug files are looked for.
  var debugFiles: DebugFileOptions {
    var options = DebugFileOptions()
    options.debugDirectories = debugDir + options.debugDirectories
    options.mayAskDebuginfod = debuginfod
    return options
  }

  /// The source of tables, as asked for. Throws a `Failure` when the file of declarations cannot be read.
  var tables: TableSource {
    get throws { try tables(within: nil) }
  }

  /// The same, of which the work stops after a time.
  func tables(within limit: Duration?) throws -> TableSource {
    TableSource(
      arguments: self, declarations: try allocators.map { try DeclarationsFile(path: $0) },
      limit: limit)
  }
}

/// Opens or builds the tables of modules, with progress on a terminal.
struct TableSource: MetadataSource {
  let cache: MetadataCache
  /// What the user declares with this command.
  let declarations: DeclarationsFile?

  init(arguments: MetadataArguments, declarations: DeclarationsFile?, limit: Duration?) {
    self.declarations = declarations
    var options = MetadataOptions()
    options.declarations = declarations?.declarations
    options.debugFiles = arguments.debugFiles
    cache = MetadataCache(
      root: arguments.noCache ? nil : MetadataCache.standardRoot,
      limit: MetadataCache.limitFromEnvironment, options: options,
      cancellation: Cancellation(after: limit), progress: Self.show)
  }

  /// Says what of the declarations none of the modules knows that were opened.
  func warnOfUnknownDeclarations() { declarations?.warn(of: cache.unknownDeclarations) }

  @Sendable private static func show(_ step: MetadataProgress) {
    Progress.show(wording(of: step), Array(step.path.utf8))
  }

  private static func wording(of step: MetadataProgress) -> String {
    let done = step.unitsTotal > 0 ? ", \(100 * step.unitsDone / step.unitsTotal) %" : ""
    return switch step.stage {
    case .reading: "reading types\(done): "
    case .merging: "joining types: "
    case .sites: "reading machine code\(done): "
    case .writing: "writing the table: "
    }
  }

  func metadata(forFileAt path: String, buildID: [UInt8]) -> ModuleMetadata? {
    defer { Progress.finish() }
    return cache.metadata(forFileAt: path, buildID: buildID)
  }

  func cached(buildID: [UInt8]) -> ModuleMetadata? { cache.cached(buildID: buildID) }

  var debugFiles: DebugFileOptions { cache.debugFiles }
}
