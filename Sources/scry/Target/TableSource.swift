// The tables of types of this command: cached or built, with progress on a terminal.

import DebugInfo
import Inspection
import Metadata

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
