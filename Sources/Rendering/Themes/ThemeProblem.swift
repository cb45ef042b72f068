// What is wrong with a theme's file, as values and as words.

import Primitives

/// A part of a theme that is not used, and why.
public struct ThemeProblem: Sendable, Equatable {
  /// From 1; 0 for a file that cannot be read at all.
  public let line: Int
  /// `styles.type`; empty for the whole file.
  public let key: String
  public let reason: Reason

  public enum Reason: Sendable, Equatable {
    case syntax(JSONSyntaxError.Reason, column: Int)
    /// The key has no meaning; these have one.
    case unknownKey(choices: [String])
    /// What the value must be.
    case wanted(String)
    case unknownWord(String)
    case repeatedColour(String)
    /// The errno's text.
    case unreadable(String)
  }

  /// `line 12: styles.type: 'grren' is no colour`. Printable.
  public var text: String {
    let place = (line > 0 ? "line \(line): " : "") + (key.isEmpty ? "" : "\(Self.shown(key)): ")
    return place + Self.words(reason)
  }

  private static func words(_ reason: Reason) -> String {
    switch reason {
    case .syntax(let syntax, let column): "column \(column): " + words(syntax)
    case .unknownKey(let choices): "is no key here; there are \(choices.joined(separator: ", "))"
    case .wanted(let what): "must be \(what)"
    case .unknownWord(let word): "'\(shown(word))' is neither a colour nor an attribute"
    case .repeatedColour(let word): "'\(shown(word))' is a second colour"
    case .unreadable(let why): "cannot be read: \(why)"
    }
  }

  private static func words(_ reason: JSONSyntaxError.Reason) -> String {
    switch reason {
    case .expected(let what): "expected \(what)"
    case .repeatedKey(let key): "the key '\(shown(key))' is there twice"
    case .notUTF8: "this is not UTF-8"
    case .tooDeep(let limit): "more than \(limit) levels within each other"
    case .tooLarge(let limit): "more than \(limit) bytes"
    }
  }

  private static func shown(_ text: String) -> String {
    EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text(text.utf8)
  }
}
