// The scoped call in which all threads of a process stand still.

import Glibc
import Primitives
import SystemPackage
import TargetMemory

/// Stops every thread of a live process, runs `body`, and lets them go: what was stopped stays stopped, a system call is
/// continued, a signal that arrived meanwhile is delivered. Should Scry die in the middle, the kernel does the same.
///
/// `body` runs on a thread of its own, which is the tracer; it should copy what it needs and compute later. Also returns
/// how long the threads stood, from the first interruption to the last release. Throws when they could not be stopped.
public func withAllStopped<Result: Sendable>(
  _ target: LiveTarget, _ body: @Sendable (StoppedThreads) -> Result
) throws(StopError) -> (result: Result, pause: Duration) {
  let begin = ContinuousClock.now
  while true {
    switch try attempt(target, body) {
    case .success(let answer): return answer
    case .failure(.traced(let tracer)):
      // Another Scry lets go at once; a debugger does not.
      guard .now - begin < .milliseconds(200) else { throw .traced(by: tracer) }
      var pause = timespec(tv_sec: 0, tv_nsec: 5_000_000)
      nanosleep(&pause, nil)
    case .failure(let error): throw error
    }
  }
}

private typealias Attempt<Result> = Swift.Result<(result: Result, pause: Duration), StopError>

private func attempt<Result: Sendable>(
  _ target: LiveTarget, _ body: @Sendable (StoppedThreads) -> Result
) throws(StopError) -> Attempt<Result> {
  do throws(Errno) {
    return try onTracerThread { stopAndRun(target, body) }
  } catch {
    throw .system(error)
  }
}

private func stopAndRun<Result>(
  _ target: LiveTarget, _ body: (StoppedThreads) -> Result
) -> Attempt<Result> {
  var stopper = ThreadStopper(target)
  do throws(StopError) {
    try stopper.stop()
  } catch {
    stopper.release()
    return .failure(error)
  }
  let result = body(StoppedThreads(target: target, threads: stopper.threads()))
  stopper.release()
  return .success((result, stopper.start.map { .now - $0 } ?? .zero))
}
