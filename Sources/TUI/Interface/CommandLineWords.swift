// Words of a command line that is typed in the console.

/// A command of Scry as the console knows it.
public struct ConsoleCommand: Sendable {
  public var name: String
  /// Words that stand behind the name unless the line names the target itself: the target, and how it was opened. Empty for
  /// commands that ask about no target.
  public var implied: [String]

  public init(_ name: String, implied: [String] = []) {
    self.name = name
    self.implied = implied
  }
}

/// Takes command lines apart and completes them.
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

  /// The words with the target, which need not be typed. It is when `%` stands anywhere, or when the first word behind the
  /// command that is no option is the target's name.
  ///
  /// - Parameters:
  ///   - target: what `%` stands for.
  ///   - address: what `@` stands for; nil when there is none under the cursor.
  static func completed(
    _ words: [String], _ commands: [ConsoleCommand], target: String, address: String?
  ) -> [String] {
    guard let name = words.first else { return [] }
    let rest = words.dropFirst()
    let isGiven = rest.contains("%") || rest.first { !$0.hasPrefix("-") } == target
    let implied = isGiven ? [] : commands.first { $0.name == name }?.implied ?? []
    let spelled = rest.map { $0 == "%" ? target : $0 == "@" ? address ?? $0 : $0 }
    return [name] + implied + spelled
  }
}
