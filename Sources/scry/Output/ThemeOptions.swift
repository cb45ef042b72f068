// `--theme NAME`.

import ArgumentParser
import Rendering

/// The option of every command that shows something in colours.
struct ThemeOptions: ParsableArguments {
  @Option(
    name: .customLong("theme"),
    help: ArgumentHelp(
      "The theme: a name of 'scry themes', or a file's path (default: SCRY_THEME, else dark).",
      valueName: "name"))
  var name: String?

  func validate() throws { try ChosenTheme.check(name) }

  /// The theme that is asked for.
  var theme: Theme { ChosenTheme.find(name) }
}
