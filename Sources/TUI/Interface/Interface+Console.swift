// `:`, any command line of Scry.

import Primitives
import Rendering

extension Interface {
  /// `%` stands for the target, `@` for the address that the cursor is on.
  func askCommand() {
    prompt = Prompt(
      ":", complete: { [session] in session.commands(completing: $0) },
      done: { [self] in run($0) })
  }

  private func run(_ text: String) {
    let address = trail.current.selectedAddress
    let words = CommandLineWords.split(text).map { word in
      if word == "%" { return session.subject.argument }
      return word == "@" ? address?.description ?? word : word
    }
    guard let command = words.first else { return }
    if ["q", "quit"].contains(command) { return end() }
    if Self.interactive.contains(command) {
      return session.say(StyledText("this command needs a terminal of its own", .note))
    }
    session.open(CommandView(session, words))
  }

  private static let interactive = ["attach", "run"]
}

/// Words of a command line, as a shell takes them apart.
enum CommandLineWords {
  /// Blanks separate; quotes and backslashes keep together.
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character == " " {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}

extension Session {
  /// Commands for the first word; the target and names of variables for others.
  func commands(completing text: String) -> [String] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count > 1 else {
      return subject.commands.filter { $0.hasPrefix(text) }.map { $0 + " " }
    }
    if words.last?.isEmpty == true, words.count == 2 { return ["% "] }
    return names(completing: text)
  }
}
