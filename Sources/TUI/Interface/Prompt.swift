// A line of text to be typed in: editing, history, completion.

import Rendering

/// A question at the bottom of the screen.
public struct Prompt {
  /// What stands before the text; also the name of its history.
  public let label: String
  public private(set) var text: [Character]
  private(set) var cursor: Int
  /// Words that can go on from what is typed, given the text up to the cursor: each replaces the word under the cursor.
  private let complete: (String) -> [String]
  /// Gets the text as it is after each change.
  private let change: (String) -> Void
  /// Gets the text on Enter.
  let done: (String) -> Void
  /// Runs on Escape.
  let cancel: () -> Void
  private var completions: [String] = []
  private var completionIndex = 0
  private var recalled: Int?
  private var typed: [Character] = []

  public init(
    _ label: String, text: String = "", complete: @escaping (String) -> [String] = { _ in [] },
    change: @escaping (String) -> Void = { _ in }, cancel: @escaping () -> Void = {},
    done: @escaping (String) -> Void
  ) {
    self.label = label
    self.text = Array(text)
    cursor = text.count
    self.complete = complete
    self.change = change
    self.cancel = cancel
    self.done = done
  }

  /// What became of a key.
  enum Outcome { case editing, done, cancelled }

  mutating func handle(_ key: Key, history: [String]) -> Outcome {
    if key != .tab, key != .backTab { completions = [] }
    let before = text
    switch key {
    case .enter: return .done
    case .escape, .control("c"), .control("g"): return .cancelled
    case .backspace where text.isEmpty: return .cancelled
    case .up, .control("p"): recall(-1, history)
    case .down, .control("n"): recall(1, history)
    case .tab: completeNext(1)
    case .backTab: completeNext(-1)
    default: edit(key)
    }
    if text != before { change(String(text)) }
    return .editing
  }

  private mutating func edit(_ key: Key) {
    switch key {
    case .character(let character): insert([character])
    case .left, .control("b"): cursor = max(cursor - 1, 0)
    case .right, .control("f"): cursor = min(cursor + 1, text.count)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .backspace where cursor > 0:
      cursor -= 1
      text.remove(at: cursor)
    case .delete where cursor < text.count, .control("d") where cursor < text.count:
      text.remove(at: cursor)
    case .control("u"):
      text.removeFirst(cursor)
      cursor = 0
    case .control("k"): text.removeLast(text.count - cursor)
    case .control("w"): removeWord()
    default: break
    }
  }

  private mutating func insert(_ characters: [Character]) {
    text.insert(contentsOf: characters, at: cursor)
    cursor += characters.count
  }

  private mutating func removeWord() {
    let before = text[..<cursor]
    let blanks = before.reversed().prefix { $0 == " " }.count
    let word = before.dropLast(blanks).reversed().prefix { $0 != " " }.count
    text.removeSubrange((cursor - blanks - word)..<cursor)
    cursor -= blanks + word
  }

  /// Older or newer lines of the history; what was typed comes back behind the newest.
  private mutating func recall(_ step: Int, _ history: [String]) {
    guard !history.isEmpty else { return }
    if recalled == nil { typed = text }
    let next = (recalled ?? history.count) + step
    guard next >= 0 else { return }
    recalled = next < history.count ? next : nil
    text = recalled.map { Array(history[$0]) } ?? typed
    cursor = text.count
  }

  private mutating func completeNext(_ step: Int) {
    if completions.isEmpty {
      completions = complete(String(text[..<cursor]))
      completionIndex = step > 0 ? -1 : 0
    }
    guard !completions.isEmpty else { return }
    completionIndex = (completionIndex + step + completions.count) % completions.count
    let start = text[..<cursor].lastIndex(of: " ").map { $0 + 1 } ?? 0
    text.replaceSubrange(start..<cursor, with: Array(completions[completionIndex]))
    cursor = start + completions[completionIndex].count
  }

  /// The line as it shows in so many columns, and the column of the cursor.
  func line(width: Int) -> (text: StyledText, column: Int) {
    let room = max(width - TerminalWidth.columns(of: label) - 2, 1)
    let start = max(cursor - room, 0)
    var line = StyledText(label + " ", .key)
    line.append(bytes: String(text[start...]).utf8)
    let before = StyledText(bytes: String(text[start..<cursor]).utf8)
    return (line, TerminalWidth.columns(of: label) + 1 + before.width)
  }
}
