// `scry trace`: the system calls of a program.

import ArgumentParser
import CLinux
import Glibc
import SystemPackage
import Tracing

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Trace system calls, as strace does.",
    usage: "scry trace [<options>] (-p <pid> | [--] <program> [<argument> ...])",
    discussion: """
      Letters mean what they mean to strace. The exit status is the program's, and a signal that kills it kills us.

        scry trace -f -o trace.txt make
        scry trace -p 4242 -e trace=%network

      \(TraceOptionTable.help)
      """)

  /// strace's letters, bundles and places of options are not the parser's, so that the words are read here.
  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("Options, the program and its arguments.", valueName: "words"))
  var words: [String] = []

  func run() throws {
    var voice = TraceVoice(isCompatible: words.contains("--compat"))
    let arguments: TraceArguments
    do throws(TraceUsageError) {
      arguments = try TraceArguments(words)
    } catch {
      voice.say(error)
      Glibc.exit(words.contains("--compat") ? 1 : ExitStatus.usage.rawValue)
    }
    voice = TraceVoice(isCompatible: arguments.isCompatible)
    if arguments.wantsHelp { throw CleanExit.message(Self.help) }
    if arguments.wantsVersion { throw CleanExit.message("scry \(Scry.version)") }
    for warning in arguments.warnings { voice.say(warning) }
    TraceRun(arguments, voice).run()
  }

  /// In the parser's form, but with the options that it does not know.
  private static var help: String {
    """
    OVERVIEW: \(configuration.abstract)

    USAGE: \(configuration.usage ?? "")

    \(configuration.discussion)
    """
  }
}
