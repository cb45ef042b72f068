// The options that say where tables of types come from: the cache, debug files, declarations.

import ArgumentParser
import DebugInfo

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

  /// The same options as words of a command line.
  var words: [String] {
    debugDir.map { "--debug-dir=" + $0 } + (debuginfod ? ["--debuginfod"] : [])
      + (allocators.map { ["--allocators=" + $0] } ?? []) + (noCache ? ["--no-cache"] : [])
  }

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
