// Every command has a manual page, and every option stands in it.

import Foundation
import TestSupport
import Testing

@Suite struct ManualTests {
  private static let pages = BuildFolder.package.appending(path: "Documentation/man")

  /// The page without the marks of roff.
  private func page(_ name: String) throws -> String {
    try String(contentsOf: Self.pages.appending(path: "\(name).1"), encoding: .utf8)
      .replacing("\\-", with: "-").replacing(/\\f./, with: "")
  }

  private func help(_ arguments: String...) throws -> String {
    try run([BuildFolder.scry] + arguments).text
  }

  private func commands() throws -> [String] {
    let lines = try help("--help").split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }
    return lines.compactMap { $0.firstMatch(of: #/^  ([a-z]+) /#).map { String($0.1) } }
      .filter { $0 != "help" }
  }

  @Test func everyCommandAndOptionHasItsPage() throws {
    let main = try page("scry")
    let commands = try commands()
    #expect(commands.count > 10)
    for command in commands {
      let text = try page("scry-\(command)")
      #expect(main.contains("scry-\(command) (1)"), "\(command) in scry(1)")
      let options = try help("help", command).matches(of: #/(?m)^  (?:-\w, )?(--[a-z-]+)/#)
      for option in options.map({ String($0.1) }) where option != "--version" && option != "--help"
      {
        // The options that all commands have are described once.
        #expect(text.contains(option) || main.contains(option), "\(option) of scry-\(command)(1)")
      }
    }
  }

  @Test(.enabled(if: Tool.exists("man"))) func noPageHasMistakes() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.pages.path) {
      let path = Self.pages.appending(path: name).path
      let result = try Tool.run(["man", "--warnings", "-E", "UTF-8", "-l", path])
      #expect(result.status == 0 && result.errors.isEmpty, "\(name): \(result.errors)")
    }
  }

  @Test func theCompletionsOfBashAreASoundScript() throws {
    let workspace = try Workspace()
    try workspace.write(try help("--generate-completion-script", "bash"), to: "scry")
    try workspace.require("bash", ["-n", "scry"])
  }
}
