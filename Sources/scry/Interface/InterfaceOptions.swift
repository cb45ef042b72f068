// The options of the terminal interface.

import ArgumentParser

/// What a person can choose about the interface.
struct InterfaceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Look at a live process anew every so many seconds (default: only when asked).",
      valueName: "seconds"))
  var interval: UInt32?

  func validate() throws {
    guard (1...86_400).contains(interval ?? 1) else {
      throw ValidationError("--interval is from 1 to 86400.")
    }
  }
}
