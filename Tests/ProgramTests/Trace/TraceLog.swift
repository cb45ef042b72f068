// The text of a trace taken apart again.

/// A call as a trace tells it, its halves joined.
struct TracedCall: Equatable {
  var task: String
  var name: String
  var arguments: String
  /// What stands behind the equals sign, up to the first blank.
  var result: String
}

/// The lines of a trace with ids in front (`-f -o FILE`).
struct TraceLog {
  private(set) var calls: [TracedCall] = []
  /// Signals, stops and ends: the id and the line.
  private(set) var events: [(task: String, text: String)] = []
  /// Lines that make no sense.
  private(set) var faults: [String] = []
  private var open: [String: String] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let task = line.prefix { $0.isNumber }
      add(line.dropFirst(task.count).drop { $0 == " " }, of: String(task))
    }
    faults += open.map { "\($0.key) \($0.value) never resumed" }
  }

  private mutating func add(_ line: Substring, of task: String) {
    if line.hasPrefix("---") || line.hasPrefix("+++") || line.hasPrefix("[") {
      events.append((task, String(line)))
      if line.hasPrefix("+++") { open[task] = nil }
    } else if line.hasSuffix(" <unfinished ...>") {
      if open[task] != nil { faults.append("\(task) \(line)") }
      open[task] = String(line.dropLast(" <unfinished ...>".count))
    } else if line.hasPrefix("<... ") {
      resume(line, of: task)
    } else {
      if open[task] != nil { faults.append("\(task) \(line)") }
      addCall(String(line), of: task)
    }
  }

  private mutating func resume(_ line: Substring, of task: String) {
    let name = line.dropFirst("<... ".count).prefix { $0 != " " }
    guard let begun = open.removeValue(forKey: task), begun.hasPrefix(name + "("),
      let end = line.firstIndex(of: ">")
    else {
      faults.append("\(task) \(line)")
      return
    }
    addCall(begun + line[line.index(after: end)...], of: task)
  }

  private mutating func addCall(_ line: String, of task: String) {
    // Arguments may hold the sign too; the result's is the last one.
    let parts = line.split(separator: " = ", omittingEmptySubsequences: false)
    guard let opening = line.firstIndex(of: "("), parts.count > 1, let last = parts.last else {
      faults.append("\(task) \(line)")
      return
    }
    let result = last.prefix { $0 != " " }
    var arguments = line[line.index(after: opening)...].dropLast(last.count + 3)
    while arguments.last == " " { arguments.removeLast() }
    calls.append(
      TracedCall(
        task: task, name: String(line[..<opening]), arguments: String(arguments.dropLast()),
        result: String(result)))
  }
}
