// Options that every command that prints has.

import ArgumentParser

extension ColorChoice: ExpressibleByArgument {}

/// `--json`, `--color` and `--theme`.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON object a line (JSON.md documents them).")
  var json = false

  @Option(name: .long, help: ArgumentHelp("Use colours: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @OptionGroup var choice: ThemeOptions

  /// The console, set up as asked.
  var console: Console {
    let console = Console.standard
    console.choose(color, choice.theme)
    return console
  }
}
