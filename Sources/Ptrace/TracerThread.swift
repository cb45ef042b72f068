// A thread of our own for ptrace, which belongs to the thread that attached.

import Glibc
import SystemPackage

/// Runs `body` on a new thread and waits for it. When that thread ends the kernel lets go of everything that it still
/// traces. Throws when no thread can be started.
func onTracerThread<Result: Sendable>(
  _ body: @Sendable () -> Result
) throws(Errno) -> Result {
  var failure: Int32 = 0
  let result = withoutActuallyEscaping(body) { body -> Result? in
    let work = Work(body)
    let box = Unmanaged.passRetained(work as WorkBase)
    defer { box.release() }
    var thread = pthread_t()
    failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<WorkBase>.fromOpaque(argument).takeUnretainedValue().run()
        return nil
      }, box.toOpaque())
    guard failure == 0 else { return nil }
    pthread_join(thread, nil)
    return work.result
  }
  guard let result else { throw Errno(rawValue: failure) }
  return result
}

/// What the new thread runs.
private class WorkBase {
  func run() {}
}

private final class Work<Result>: WorkBase {
  private let body: () -> Result
  private(set) var result: Result?

  init(_ body: @escaping () -> Result) { self.body = body }

  override func run() { result = body() }
}
