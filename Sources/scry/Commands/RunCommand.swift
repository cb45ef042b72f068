// `scry run`: the program, as without us, with the agent in it.

import ArgumentParser
import Glibc
import Inspection
import Metadata
import Primitives
import Rendering
import SystemPackage

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a program with the agent.",
    usage: "scry run [<options>] -- <program> [<argument> ...]",
    discussion: """
      Builds the tables of the program and of its libraries where they are not cached yet, then becomes the program: \
      exit status, signals and terminal are its own. 127 when it is not found, 126 when it cannot be run.

      With --attach it runs beside the interface of 'scry attach', without input, its output in a file.

        scry run -- python3 -c 'input()'
        scry run --no-meta -- ./server
      """)

  @Flag(name: .long, help: "Run without the agent; heap addresses will be unknown.")
  var noAgent = false

  @Flag(name: .long, help: "Start at once: build no tables, use those that are cached.")
  var noMeta = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Start after this many seconds, even if a table is not finished.", valueName: "seconds"))
  var metaTime: UInt32 = 60

  @Option(name: .long, help: ArgumentHelp("Use this agent.", valueName: "path"))
  var agent: String?

  @Flag(name: .long, help: "Open the terminal interface on the program.")
  var attach = false

  @Flag(name: .shortAndLong, help: "Say what is done, on standard error.")
  var verbose = false

  @OptionGroup var metadata: MetadataArguments
  @OptionGroup var interface: InterfaceOptions
  @OptionGroup var theme: ThemeOptions

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments.", valueName: "program"))
  var command: [String] = []

  func validate() throws {
    guard !(noMeta && metadata.allocators != nil) else {
      throw ValidationError("--no-meta and --allocators exclude each other.")
    }
    guard let first = programWords.first else {
      throw ValidationError("No program. Try: scry run -- <program> [<argument> ...]")
    }
    if command.first == "--help" || command.first == "-h" { throw CleanExit.helpRequest(self) }
    if command.first != "--", first.hasPrefix("-") {
      throw ValidationError("Unknown option '\(Diagnostics.printable(first))'")
    }
  }

  /// The command without the terminator that may stand in front of it.
  private var programWords: ArraySlice<String> {
    command.first == "--" ? command.dropFirst() : command[...]
  }

  func run() throws {
    if attach { return try InterfaceLaunch(running: ownWords, metadata, interface, theme).run() }
    let name = programWords.first ?? ""
    let program = try find(name)
    let obstacle = program.obstacle
    let isLeftOut = noAgent || obstacle?.preventsStart == true
    let agentPath = try isLeftOut ? nil : AgentFile.preloadable(override: agent)
    if verbose, let obstacle, !noAgent {
      Diagnostics.say("\(Diagnostics.printable(name)) \(obstacle.text): its heap stays unknown")
    }
    let tables = try metadata.tables(within: .seconds(Int64(metaTime)))
    if !noMeta {
      TablePreparation(tables: tables, limit: metaTime, isVerbose: verbose).run(for: program)
    }
    Progress.finish()
    tables.warnOfUnknownDeclarations()
    let error = Execution.replace(
      program.path, arguments: Execution.ownArguments(last: programWords.count),
      environment: Execution.environment(agent: agentPath, tables: tables.cache.directory))
    Diagnostics.say("cannot run '\(Diagnostics.printable(name))': \(error)")
    Glibc.exit(error == .noSuchFileOrDirectory ? 127 : 126)
  }

  /// Our own command line without `--attach`.
  private var ownWords: [String] {
    let all = CommandLine.arguments.dropFirst()
    let options = all.dropLast(programWords.count)
    return options.filter { $0 != "--attach" } + programWords
  }

  private func find(_ name: String) throws -> ProgramFile {
    do throws(ProgramFile.SearchError) {
      return try ProgramFile.find(name)
    } catch {
      Diagnostics.say("cannot run '\(Diagnostics.printable(name))': \(error.reason)")
      Glibc.exit(error.status)
    }
  }
}
