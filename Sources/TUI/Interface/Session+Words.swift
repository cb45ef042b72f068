// What views say in the same words.

import Inspection
import Metadata
import Primitives
import Rendering

extension Session {
  /// Shows what went wrong. The text may come from anywhere: it is escaped.
  func sayError(_ text: String) {
    let line = StyledText(bytes: text.utf8, .error)
    say(line)
  }

  /// Why there are no objects to show, and what to do about it: never empty.
  var heapObstacle: [StyledText] {
    if inspector == nil { return [StyledText("the target is being opened", .note)] }
    if let obstacle = census.obstacle {
      let line = StyledText(bytes: obstacle.utf8, .warning)
      return [
        line, StyledText(),
        "Without the agent Scry knows variables, stacks and code, but not the heap.",
        StyledText("  g NAME", .key) + StyledText(" goes to a variable, ")
          + StyledText("1", .key) + StyledText(" is the overview."),
        "  scry run -- PROGRAM starts a program so that its heap is known,",
        "  scry run --attach -- PROGRAM opens this interface on it.",
      ]
    }
    if census.isRunning { return [StyledText("counting objects", .note)] }
    return [StyledText("there are no live objects", .note)]
  }

  /// Names of variables that go on from what is typed.
  func names(completing text: String) -> [String] {
    guard let inspector, let module = inspector.executable, let metadata = module.metadata else {
      return []
    }
    let start = text.lastIndex { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    let word = start.map { String(text[text.index(after: $0)...]) } ?? text
    let rest = String(text.dropLast(word.count))
    let blank = rest.lastIndex(of: " ").map { rest.index(after: $0) } ?? rest.startIndex
    let found = metadata.statics.lazy.filter { !$0.isVTable && $0.name.starts(with: word.utf8) }
      .prefix(1000).map { String(decoding: $0.name, as: UTF8.self) }
    return Set(found).sorted().map { rest[blank...] + $0 }
  }
}
