// Builds the tables of a program and of its libraries before it starts.

import Metadata

/// What is to be known of a program's types when it begins to run.
struct TablePreparation {
  let tables: TableSource
  /// The seconds that `tables` was given.
  let limit: UInt32
  let isVerbose: Bool

  /// Builds what is missing, as far as the time allows. A library without tables is no reason not to run.
  func run(for program: ProgramFile) {
    for path in Set(program.chain.map(\.path)).sorted().flatMap(NeededLibraries.of) {
      Progress.show("reading the types of ", Array(path.utf8))
      do throws(MetadataError) {
        _ = try tables.cache.metadata(forModuleAt: path)
      } catch .cancelled(let path) {
        Progress.finish()
        let name = Diagnostics.printable(path)
        Diagnostics.say(
          "\(name): no table after \(limit) s, so the types of heap blocks stay vague; "
            + "'scry meta \(name)' makes it once for all")
        return
      } catch {
        if isVerbose { Diagnostics.say("no tables: \(error.line)") }
      }
    }
  }
}
