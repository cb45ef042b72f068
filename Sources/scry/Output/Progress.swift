// One line on a terminal for work that takes longer than a person likes to wait in silence.

import Glibc
import Primitives
import Synchronization

/// Shows what is being done, once it has taken a second, and takes it away again. Silent when standard error is no terminal.
enum Progress {
  private struct State {
    var started: UInt64?
    var lastDrawn: UInt64 = 0
    var isDrawn = false
    /// Who shows it instead of standard error.
    var receiver: (@Sendable (String) -> Void)?
  }

  private static let state = Mutex(State())
  private static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Nanoseconds from the start until the line appears, and between two drawings.
  private static let patience: UInt64 = 1_000_000_000
  private static let interval: UInt64 = 100_000_000

  /// Has somebody else show what is being done, and what `Diagnostics` says, as long as standard error must not be written to.
  static func redirect(_ receiver: (@Sendable (String) -> Void)?) {
    state.withLock { $0.receiver = receiver }
  }

  /// Gives a line to whoever shows lines instead of standard error; false when nobody does.
  static func tell(_ line: String) -> Bool {
    guard let receiver = state.withLock({ $0.receiver }) else { return false }
    receiver(line)
    return true
  }

  /// Says what is being done now, from any thread. `bytes` are escaped.
  static func show(_ text: String, _ bytes: [UInt8] = []) {
    if tell(text + Diagnostics.printable(bytes)) { return }
    guard isTerminal else { return }
    let now = clock()
    state.withLock { state in
      let started = state.started ?? now
      state.started = started
      guard now - started >= patience, now - state.lastDrawn >= interval else { return }
      if !state.isDrawn { InterruptedLine.watch() }
      state.lastDrawn = now
      state.isDrawn = true
      let line = text + Diagnostics.printable(bytes)
      Diagnostics.write("\r\u{1B}[K" + line.prefix(columns - 1))
    }
  }

  /// Takes the line away.
  static func clear() {
    state.withLock { state in
      if state.isDrawn { Diagnostics.write("\r\u{1B}[K") }
      state.isDrawn = false
    }
  }

  /// Takes the line away and starts the second anew.
  static func finish() {
    clear()
    state.withLock { $0.started = nil }
  }

  private static var columns: Int {
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
    return known ? Int(size.ws_col) : 80
  }

  private static func clock() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Leaves no half line behind when Ctrl-C ends us.
private enum InterruptedLine {
  static func watch() {
    var action = sigaction()
    // A second SIGINT, raised by the handler, ends the process with the status that the shell expects.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER
    action.__sigaction_handler.sa_handler = { signal in
      var clear: (UInt8, UInt8, UInt8, UInt8) = (0x0D, 0x1B, 0x5B, 0x4B)
      _ = write(STDERR_FILENO, &clear, 4)
      raise(signal)
    }
    sigaction(SIGINT, &action, nil)
  }
}
