// The command line: where the parts are put together.

import ArgumentParser

/// `scry`, and what it says of itself.
struct Scry: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scry",
    abstract: "Ask any address of a running process what it is.",
    discussion: """
      Start a program under the agent, then ask about it from another terminal:

        scry run -- ./server --port 8000
        scry what 4242 0x55d0c8a1f2b0
        scry print 4242 'server.clients->head'

      TARGET is a process id or a core file. Data goes to standard output, diagnostics to standard error.
      Exit status: 0 done, 1 the thing asked for is not there, 2 bad usage, 3 the target could not be read.
      """,
    version: "scry \(version)",
    subcommands: [
      RunCommand.self, WhatCommand.self, PrintCommand.self, StackCommand.self, TypesCommand.self,
      ObjectsCommand.self, SitesCommand.self, AllocatorsCommand.self, RefsCommand.self,
      RootsCommand.self, GraphCommand.self, MapCommand.self, AttachCommand.self, CoreCommand.self,
      SaveCommand.self, TraceCommand.self, ThemesCommand.self,
      MetaCommand.self, DoctorCommand.self,
    ])

  /// The version of this program.
  static let version = "0.1.0"
}
