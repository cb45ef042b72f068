// A wish to stop long work.

import Synchronization

/// A wish to stop, which long work looks at between units.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  private let deadline: ContinuousClock.Instant?

  /// Work that begins now stops of itself after `limit`; nil: only when it is told to.
  public init(after limit: Duration? = nil) {
    deadline = limit.map { .now + $0 }
  }

  /// Stops the work that was given this soon. Safe to call from any thread.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  public var isCancelled: Bool {
    flag.load(ordering: .relaxed) || deadline.map { .now >= $0 } ?? false
  }
}
