// `scry meta`: the table of types of a program or library.

import AgentLayout
import ArgumentParser
import DebugInfo
import Metadata
import Primitives
import Rendering
import TypeModel

struct MetaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meta",
    abstract: "Build or show the table of types of programs and libraries.",
    discussion: """
      Tables are kept in $XDG_CACHE_HOME/scry by build-id. Status 1 when a file has no debug information, or no such type.

        scry meta /usr/bin/python3.11
        scry meta --type PyTypeObject /usr/bin/python3.11
        scry meta --sites ./server
      """)

  @OptionGroup var metadata: MetadataArguments
  @OptionGroup var output: OutputOptions

  @Flag(name: .long, help: "List all types that have a name.")
  var types = false

  @Option(
    name: .long, help: ArgumentHelp("Show the layout of the types of this name.", valueName: "name")
  )
  var type: [String] = []

  @Flag(name: .long, help: "List the allocation sites.")
  var sites = false

  @Argument(
    help: ArgumentHelp("Executables and libraries.", valueName: "file"), completion: .file())
  var files: [String]

  func run() throws {
    let tables = try metadata.tables
    var failure: Failure?
    for path in files {
      do throws(MetadataError) {
        let table = try tables.cache.metadata(forModuleAt: path)
        Progress.finish()
        if !show(table, path) { failure = failure ?? Failure(.absent) }
      } catch {
        output.console.flush()
        Diagnostics.say(error.line)
        failure = Failure(.unreadable)
      }
    }
    tables.warnOfUnknownDeclarations()
    if let failure { throw failure }
  }

  /// Shows what is asked for; false when it is not there.
  private func show(_ metadata: ModuleMetadata, _ path: String) -> Bool {
    if !type.isEmpty { return type.reduce(true) { showType($1, metadata) && $0 } }
    if types { return showTypes(metadata) }
    if sites { return showSites(metadata) }
    let summary = MetaSummary(metadata, path: path, tables: self.metadata)
    if output.json {
      output.console.line(summary.json)
    } else {
      for line in summary.lines { output.console.line(line) }
    }
    return metadata.hasDebugInfo
  }

  /// `struct foo` and `foo` both name a type.
  private func showType(_ text: String, _ metadata: ModuleMetadata) -> Bool {
    var words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let tags: [String: [TypeKind]] = [
      "struct": [.structure, .class], "class": [.structure, .class], "union": [.union],
      "enum": [.enumeration],
    ]
    let kinds = words.count == 2 ? tags[words[0]] : nil
    if kinds != nil { words.removeFirst() }
    let name = kinds == nil ? text : words.joined(separator: " ")
    let found = metadata.types(named: Array(name.utf8)).filter {
      kinds?.contains($0.kind) ?? true
    }
    let complete = found.filter { !$0.isIncomplete }
    for type in complete.isEmpty ? found : complete {
      if output.json {
        output.console.line(type.json)
      } else {
        for line in type.layout { output.console.line(line) }
      }
    }
    if found.isEmpty {
      output.console.flush()
      Diagnostics.say("no type is named '\(Diagnostics.printable(text))'")
    }
    return !found.isEmpty
  }

  private func showTypes(_ metadata: ModuleMetadata) -> Bool {
    let table = metadata.table
    for place in 0..<table.count(of: SCRY_META_TYPE_NAMES) {
      guard let index: UInt32 = table.entry(SCRY_META_TYPE_NAMES, place),
        let type = table.type(index), type.kind != .base
      else { continue }
      if output.json {
        output.console.line(type.json)
        continue
      }
      var line = StyledText()
      line.append(bytes: type.spelling, .type)
      line.append(type.concrete.size.map { "  \($0)" } ?? "  incomplete", .number)
      output.console.line(line)
    }
    return table.typeCount > 1
  }

  private func showSites(_ metadata: ModuleMetadata) -> Bool {
    let count = metadata.table.count(of: SCRY_META_SITES)
    for index in 0..<count {
      guard let record: scry_meta_site = metadata.table.entry(SCRY_META_SITES, index),
        let site = metadata.site(returningTo: Address(record.return_address))
      else { continue }
      if output.json { output.console.line(site.json) } else { output.console.line(site.text) }
    }
    return count > 0
  }
}
