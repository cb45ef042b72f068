// How far a scan has come, asked of by several threads.

import Synchronization

/// Counts pieces, and asks after each whether to go on.
final class ScanProgress: Sendable {
  private let total: Int
  private let goesOn: @Sendable (Double) -> Bool
  private let done = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)

  init(total: Int, goesOn: @escaping @Sendable (Double) -> Bool) {
    self.total = max(total, 1)
    self.goesOn = goesOn
  }

  /// Counts a piece; false when the scan is to stop.
  func advance() -> Bool {
    guard !isStopped else { return false }
    let count = done.wrappingAdd(1, ordering: .relaxed).newValue
    if !goesOn(Double(count) / Double(total)) { stopped.store(true, ordering: .relaxed) }
    return !isStopped
  }

  var isStopped: Bool { stopped.load(ordering: .relaxed) }
}
