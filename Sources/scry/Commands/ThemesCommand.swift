// `scry themes`: which themes there are, and how they look.

import ArgumentParser
import Primitives
import Rendering

struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes",
    abstract: "List the themes, and show what they look like.",
    discussion: """
      A theme is a file NAME.json in ~/.config/scry/themes (FORMATS.md says what is in it). One of the same name as a theme \
      of Scry's takes its place. Status 1 when a theme's file has an error.

        scry themes
        scry themes solarized
        SCRY_THEME=solarized scry print 4242 config
      """)

  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("Only these: names, or paths of files.", valueName: "name"))
  var names: [String] = []

  func run() throws {
    let library = ThemeLibrary()
    let console = output.console
    var isWrong = false
    for name in names.isEmpty ? library.names : names {
      guard let entry = library.theme(named: name) else {
        throw Failure(.absent, "there is no theme '\(Diagnostics.printable(name))'")
      }
      if output.json {
        console.line(Self.json(entry))
      } else {
        console.choose(output.color, entry.theme)
        Self.lines(entry).forEach(console.line)
      }
      isWrong = isWrong || !entry.file.problems.isEmpty
    }
    if isWrong { throw Failure(.absent) }
  }

  private static func lines(_ entry: ThemeLibrary.Entry) -> [StyledText] {
    var head = StyledText()
    head.append(bytes: entry.theme.name.utf8, .title)
    if !entry.theme.description.isEmpty {
      head.append("  ")
      head.append(bytes: entry.theme.description.utf8)
    }
    if let path = entry.path {
      head.append("  ")
      head.append(bytes: path.utf8, .file)
    }
    var lines = [head] + entry.file.problems.map { StyledText("  " + $0.text, .error) }
    lines += ThemeSample.lines.map { StyledText("  ") + $0 }
    return lines + [StyledText()]
  }

  /// Documentation/JSON.md, "scry themes".
  private static func json(_ entry: ThemeLibrary.Entry) -> JSONValue {
    var object = JSONObject()
    object["name"] = .text(entry.theme.name)
    object["file"] = entry.path.map { .text($0) }
    object["description"] =
      entry.theme.description.isEmpty ? nil : .text(entry.theme.description)
    object["rules"] = .integer(entry.theme.rules.count)
    let problems = entry.file.problems.map { problem in
      var object = JSONObject()
      object["line"] = .integer(problem.line)
      object["key"] = problem.key.isEmpty ? nil : .text(problem.key)
      object["text"] = .text(problem.text)
      return JSONValue.object(object)
    }
    object["problems"] = problems.isEmpty ? nil : .array(problems)
    return .object(object)
  }
}
