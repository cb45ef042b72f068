// `:`, any command line of Scry.

import Primitives
import Rendering

extension Interface {
  /// The target need not be named. `%` stands for it, `@` for the address that the cursor is on.
  func askCommand() {
    prompt = Prompt(
      ":", complete: { [session] in session.commands(completing: $0) },
      done: { [self] in run($0) })
  }

  private func run(_ text: String) {
    let words = CommandLineWords.split(text)
    guard let command = words.first else { return }
    if ["q", "quit"].contains(command) { return end() }
    if Self.interactive.contains(command) {
      return session.say(StyledText("this command needs a terminal of its own", .note))
    }
    if words.contains("@"), trail.current.selectedAddress == nil {
      return session.say(StyledText("there is no address under the cursor for @", .note))
    }
    let completed = CommandLineWords.completed(
      words, session.subject.commands, target: session.subject.argument,
      address: trail.current.selectedAddress?.description)
    session.open(CommandView(session, completed, as: text))
  }

  private static let interactive = ["attach", "run"]
}

extension Session {
  /// Commands for the first word, names of variables for others.
  func commands(completing text: String) -> [String] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count > 1 else {
      return subject.commands.map(\.name).filter { $0.hasPrefix(text) }.map { $0 + " " }
    }
    return names(completing: text)
  }
}
