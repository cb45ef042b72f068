// Which theme is asked for: `--theme`, else SCRY_THEME, else the default.

import ArgumentParser
import Glibc
import Rendering

/// Finds the theme, and says what is wrong with its file.
enum ChosenTheme {
  /// The themes that were read for this command, so that a problem is told once. Commands run on one thread.
  nonisolated(unsafe) private static var known: [String: Theme] = [:]

  /// Throws for a name that no theme has.
  static func check(_ name: String?) throws {
    guard let name, ThemeLibrary().theme(named: name) == nil else { return }
    throw ValidationError(
      "There is no theme '\(Diagnostics.printable(name))', but \(names).")
  }

  /// The theme that is asked for.
  static func find(_ asked: String?) -> Theme {
    let name =
      asked ?? getenv("SCRY_THEME").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
      ?? ThemeLibrary.defaultName
    if let theme = known[name] { return theme }
    let theme = read(name)
    known[name] = theme
    return theme
  }

  private static func read(_ name: String) -> Theme {
    guard let entry = ThemeLibrary().theme(named: name) else {
      Diagnostics.say(
        "warning: SCRY_THEME: there is no theme '\(Diagnostics.printable(name))', but \(names)")
      return .standard
    }
    for line in entry.problemLines { Diagnostics.say("warning: \(line)") }
    return entry.theme
  }

  private static var names: String {
    ThemeLibrary().names.map { Diagnostics.printable($0) }.joined(separator: ", ")
  }
}

extension ThemeLibrary.Entry {
  /// What is wrong with the file, a line for each problem.
  var problemLines: [String] {
    file.problems.map { problem in
      let place = Diagnostics.printable(path ?? theme.name)
      return "\(place): \(problem.text); the default is used there"
    }
  }
}
