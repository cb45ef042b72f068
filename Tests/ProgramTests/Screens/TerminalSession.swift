// A program on a terminal of its own, which tmux emulates: keys go in, screens come out.

import Foundation
import TestSupport
import Testing

/// A tmux server with one pane. Ended with the last reference to it.
final class TerminalSession {
  private let socket = "scry-test-\(UUID().uuidString.prefix(8))"
  private let folder: URL
  private var server: Int32 = 0

  /// Starts a shell command on a terminal of a size. The shell that runs it stays when it ends.
  init(
    _ command: String, columns: Int, rows: Int, environment: [String: String] = [:],
    terminal: String = "screen-256color"
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "scry-\(socket)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let variables = Scratch.environment
      .merging(["LC_ALL": "C.UTF-8", "NO_COLOR": "", "COLORTERM": ""]) { $1 }
      .merging(environment) { $1 }
    let settings = variables.map { "\($0)='\($1)'" }.joined(separator: " ")
    // Without an exec, so that what the program leaves behind can be looked at.
    let line = "env -u TMUX \(settings) TERM=\(terminal) \(command)"
    try write("set -g default-terminal \(terminal)\nset -g remain-on-exit on\n", "tmux.conf")
    try write("\(line)\nprintf 'ended %s\\n' $?\nexec /bin/sh\n", "run.sh")
    // The server lives on: it must keep none of the pipes that other tests, which run at the same time, read from.
    let start = ["-f", path("tmux.conf"), "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
    let closing = """
      for fd in /proc/self/fd/*; do n=${fd##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done
      exec "$0" "$@" >/dev/null 2>&1
      """
    try tmux(
      start + ["/bin/sh", path("run.sh")], through: ["/bin/bash", "-c", closing])
    server = try number("#{pid}")
  }

  deinit {
    // Nothing gentler reaches it: Foundation's threads block signals, and what they start inherits that. Its terminal closes with it.
    if server > 0 { kill(server, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func write(_ text: String, _ name: String) throws {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
  }

  @discardableResult
  private func tmux(_ words: [String], through prefix: [String] = []) throws -> String {
    try Tool.require(
      prefix + ["tmux", "-L", socket] + words,
      environment: ["LC_ALL": "C.UTF-8", "TMUX": "", "TMUX_TMPDIR": folder.path])
  }

  /// Presses keys, by tmux's names for them; a text in quotes is typed.
  func press(_ keys: String) throws {
    for key in keys.split(separator: " ") { try tmux(["send-keys", "--", String(key)]) }
  }

  /// Presses many keys at once, as fast as the terminal takes them.
  func press(together keys: [String]) throws { try tmux(["send-keys", "--"] + keys) }

  /// Types a text as it is.
  func type(_ text: String) throws { try tmux(["send-keys", "-l", "--", text]) }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// The process that runs in the pane: the shell of `run.sh`.
  func shell() throws -> Int32 {
    try number("#{pane_pid}")
  }

  /// A number that tmux knows by one of its formats.
  private func number(_ format: String) throws -> Int32 {
    let text = try tmux(["display-message", "-p", format])
    return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// What the terminal shows, without blanks at lines' ends; with escape sequences for colours if they are wanted.
  func screen(withColours: Bool = false) throws -> [String] {
    let text = try tmux(["capture-pane", "-p"] + (withColours ? ["-e"] : []))
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return String(line)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Waits for a screen that is as wanted, and gives it; nil when it does not come.
  func wait(
    seconds: Int = 60, for isWanted: ([String]) throws -> Bool
  ) throws -> [String]? {
    let deadline = Deadline(seconds: seconds)
    repeat {
      let screen = try screen()
      if try isWanted(screen) { return screen }
      usleep(20_000)
    } while !deadline.isOver
    return nil
  }

  /// Waits until a text is on the screen.
  func wait(for text: String, seconds: Int = 60) throws {
    let found = try wait(seconds: seconds) { $0.contains { $0.contains(text) } }
    let screen = try screen().joined(separator: "\n")
    try #require(found != nil, "no \"\(text)\" on the screen:\n\(screen)")
  }

  /// Waits until the screen has stood still for a while and nothing is being done: only to write expected screens.
  func settledScreen() throws -> [String] {
    var last = try screen()
    var calm = 0
    while calm < 8 {
      usleep(100_000)
      let next = try screen()
      calm = next == last && !next.contains { $0.contains("●") } ? calm + 1 : 0
      last = next
    }
    return last
  }
}
