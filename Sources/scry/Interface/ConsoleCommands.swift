// The commands as the interface's console takes them: about its target, without naming it.

import ArgumentParser
import TUI

/// Tells the console what goes without saying.
enum ConsoleCommands {
  /// Those that take TARGET first, with the options of how it is opened.
  private static let asking: [any ParsableCommand.Type] = [
    WhatCommand.self, PrintCommand.self, StackCommand.self, TypesCommand.self,
    ObjectsCommand.self, SitesCommand.self, AllocatorsCommand.self, RefsCommand.self,
    RootsCommand.self, GraphCommand.self, MapCommand.self, CoreCommand.self, DoctorCommand.self,
  ]

  /// Every command. `target` is a process id or a core's path.
  static func all(
    for target: String, isLive: Bool, _ core: CoreArguments, _ metadata: MetadataArguments
  ) -> [ConsoleCommand] {
    let names = Scry.configuration.subcommands.compactMap { $0.configuration.commandName }
    let aboutTarget = Set(asking.compactMap { $0.configuration.commandName })
    return names.map { name in
      if aboutTarget.contains(name) {
        return ConsoleCommand(name, implied: [target] + core.words + metadata.words)
      }
      switch name {
      case SaveCommand.configuration.commandName: return ConsoleCommand(name, implied: [target])
      case TraceCommand.configuration.commandName where isLive:
        return ConsoleCommand(name, implied: ["-p", target])
      default: return ConsoleCommand(name)
      }
    }
  }
}
