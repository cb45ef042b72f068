// The lines of a trace on their way from the tracer to the screen.

import Rendering
import Synchronization

/// A queue between the thread that reads a trace and the interface.
final class TraceLines: Sendable {
  private let state = Mutex(State())

  private struct State: Sendable {
    var lines: [[UInt8]] = []
    var lost = 0
  }

  /// Lines that wait; a screen that does not keep up loses the oldest.
  private static let limit = 50_000

  func append(_ lines: [[UInt8]]) {
    state.withLock { state in
      state.lines += lines
      let excess = state.lines.count - Self.limit
      guard excess > 0 else { return }
      state.lines.removeFirst(excess)
      state.lost += excess
    }
  }

  /// What has come since the last call, and how many lines were lost.
  func take() -> (lines: [[UInt8]], lost: Int) {
    state.withLock { state in
      defer { state = State() }
      return (state.lines, state.lost)
    }
  }
}
