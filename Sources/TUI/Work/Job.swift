// Work on a thread of its own, whose results the interface takes when it looks.

import Glibc
import Synchronization

/// Work that runs beside the interface. What it brings is a value; the interface is told through a `WakeUp` that there is
/// something new, and takes it when it likes.
public final class Job<Value: Sendable>: Sendable {
  /// What the worker has brought so far.
  public enum State: Sendable {
    /// Nothing yet, or a part that may be shown meanwhile.
    case running(Value?)
    case done(Value)
    /// Why there is no result, for a person.
    case failed(String)
    /// Interrupted; what there was until then.
    case cancelled(Value?)
  }

  private struct Board: Sendable {
    var state: State = .running(nil)
    var progress = ""
    /// +1 at every change.
    var version = 0
  }

  private let board = Mutex(Board())
  private let wakeUp: WakeUp
  private let stopped = Atomic<Bool>(false)

  /// Starts the work. `work` gets the job, to publish what it has and to learn whether it should stop; what it throws is
  /// what it failed with.
  public init(
    _ wakeUp: WakeUp, _ work: @escaping @Sendable (Job<Value>) throws(JobFailure) -> Value
  ) {
    self.wakeUp = wakeUp
    let isStarted = WorkerThread.start { [self] in
      do throws(JobFailure) {
        let value = try work(self)
        change { $0.state = self.isCancelled ? .cancelled(value) : .done(value) }
      } catch {
        change { $0.state = .failed(error.reason) }
      }
    }
    if !isStarted { change { $0.state = .failed("the system starts no further thread") } }
  }

  /// What there is now.
  public var state: State { board.withLock { $0.state } }

  /// A number that grows with every change.
  public var version: Int { board.withLock { $0.version } }

  /// What it is doing, in a few words.
  public var progress: String { board.withLock { $0.progress } }

  public var isRunning: Bool {
    if case .running = state { return true }
    return false
  }

  /// The result, or what there is of it.
  public var value: Value? {
    switch state {
    case .done(let value): value
    case .running(let value), .cancelled(let value): value
    case .failed: nil
    }
  }

  // MARK: For the worker

  /// Whether the result is wanted no longer.
  public var isCancelled: Bool { stopped.load(ordering: .relaxed) }

  /// Shows a part of the result, and what is being done.
  public func publish(_ value: Value, progress: String) {
    change {
      $0.state = .running(value)
      $0.progress = progress
    }
  }

  /// Says what is being done.
  public func report(_ progress: String) { change { $0.progress = progress } }

  // MARK: For the interface

  /// Waits until the worker has stopped.
  func wait() { while isRunning { usleep(1000) } }

  /// Asks the worker to stop soon.
  public func cancel() { stopped.store(true, ordering: .relaxed) }

  private func change(_ body: (inout Board) -> Void) {
    board.withLock {
      body(&$0)
      $0.version += 1
    }
    wakeUp.signal()
  }
}

/// Why work has no result.
public struct JobFailure: Error, Sendable {
  /// For a person, one line.
  public let reason: String

  public init(_ reason: String) { self.reason = reason }
}

/// Threads of our own, without a runtime's pool.
enum WorkerThread {
  /// As large as a main thread's usual one: the engine recurses.
  private static let stackSize = 8 << 20

  /// Runs `body` on a new thread; false when the system refuses one.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let entry = Unmanaged.passRetained(Entry(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, entry.toOpaque())
    if status != 0 { entry.release() }
    return status == 0
  }

  private final class Entry: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
