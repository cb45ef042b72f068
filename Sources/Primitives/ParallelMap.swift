// Work on numbered items by a few threads of our own, without a runtime's thread pool.

import Glibc
import Synchronization

/// The processors that this process may run on, at least 1.
public var availableProcessors: Int {
  max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

/// Applies `body` to the numbers below `count` on several threads and gives the results by number, whatever the order of
/// work was. Each thread has a state of its own from `makeState`.
///
/// The calling thread works too; when no further thread can be started it does all of the work.
public func parallelMap<State, Result: Sendable>(
  count: Int, threads: Int = availableProcessors, makeState: @Sendable () -> State,
  body: @Sendable (inout State, Int) -> Result
) -> [Result] {
  guard count > 0 else { return [] }
  return withoutActuallyEscaping(makeState) { makeState in
    withoutActuallyEscaping(body) { body in
      let job = Job(count: count, makeState: makeState, body: body)
      var started: [pthread_t] = []
      for _ in 1..<max(1, min(threads, count)) {
        guard let thread = job.start() else { break }
        started.append(thread)
      }
      job.work()
      for thread in started { pthread_join(thread, nil) }
      return job.results()
    }
  }
}

/// The items of one call, shared by its threads.
private final class Job<State, Result: Sendable>: Sendable {
  private let count: Int
  private let makeState: @Sendable () -> State
  private let body: @Sendable (inout State, Int) -> Result
  private let next = Atomic<Int>(0)
  private let finished = Mutex<[(Int, Result)]>([])

  init(
    count: Int, makeState: @escaping @Sendable () -> State,
    body: @escaping @Sendable (inout State, Int) -> Result
  ) {
    self.count = count
    self.makeState = makeState
    self.body = body
  }

  /// Starts a thread with a stack as large as the main thread's usual one; nil when the system refuses.
  func start() -> pthread_t? {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let box = Unmanaged.passRetained(Entry { [self] in work() })
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      return nil
    }
    return thread
  }

  /// Takes numbers until none is left.
  func work() {
    var state = makeState()
    var own: [(Int, Result)] = []
    while true {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count else { break }
      own.append((number, body(&state, number)))
    }
    finished.withLock { [own] in $0 += own }
  }

  func results() -> [Result] {
    finished.withLock { $0.sorted { $0.0 < $1.0 }.map(\.1) }
  }
}

/// What a new thread runs.
private final class Entry: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
