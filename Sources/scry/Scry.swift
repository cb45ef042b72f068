// The command line: where the parts are put together.

import ArgumentParser

@main
struct Scry: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scry", abstract: "Ask any address of a process or core what it is.")
}
