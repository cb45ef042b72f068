// Snapshots of a live process's threads.

import Primitives
import Synchronization
import TargetMemory

/// Stops a live process for each snapshot, only as long as registers and stacks are copied.
public struct LiveThreads: ThreadSource {
  private let target: LiveTarget
  private let standing: StandingThreads?

  /// While the process is held through `standing`, snapshots are those of the moment when it was stopped.
  public init(_ target: LiveTarget, standing: StandingThreads? = nil) {
    self.target = target
    self.standing = standing
  }

  /// Throws `.gone` when the process has ended, `.traced` when another process traces it, `.system(.notPermitted)` when the
  /// kernel does not let us.
  public func snapshot() throws(ReadError) -> ThreadSnapshot {
    if let held = standing?.snapshot { return held }
    let mappings = try target.mappings()
    do throws(StopError) {
      let (copy, pause) = try withAllStopped(target) { stopped in
        copyStacks(stopped, mappings)
      }
      return snapshot(of: copy, pause: pause)
    } catch {
      // Our own holder may have come first.
      if case .traced = error, let held = standing?.snapshot { return held }
      throw error.readError
    }
  }

  /// Stops all threads, calls `wait`, and lets them run when it returns. Questions about threads are answered meanwhile, for
  /// there can be no second tracer. Throws as `withAllStopped`.
  public func hold(_ wait: @escaping @Sendable () -> Void) throws(StopError) {
    let mappings: [Mapping]
    do throws(ReadError) { mappings = try target.mappings() } catch { throw StopError(error) }
    _ = try withAllStopped(target) { stopped in
      standing?.snapshot = snapshot(of: copyStacks(stopped, mappings), pause: nil)
      wait()
      standing?.snapshot = nil
    }
  }

  private typealias ThreadCopy = (threads: [StoppedThread], stacks: [MemoryCopy])

  private func snapshot(of copy: ThreadCopy, pause: Duration?) -> ThreadSnapshot {
    ThreadSnapshot(
      threads: copy.threads, memory: SnapshotMemory(copy.stacks, rest: target), pause: pause)
  }

  private func copyStacks(_ stopped: StoppedThreads, _ mappings: [Mapping]) -> ThreadCopy {
    let pointers = stopped.threads.compactMap { $0.registers?.stackPointer }
    // A thread that was born since the mappings were read stands on a stack that they lack.
    let isKnown = pointers.allSatisfy { mappings.containing($0) != nil }
    let current = isKnown ? mappings : (try? target.mappings()) ?? mappings
    var copier = StackCopier(target, mappings: current)
    return (stopped.threads, copier.copy(stackPointers: pointers))
  }
}

/// The threads of a process that is held still, for whoever asks about them from another thread.
public final class StandingThreads: Sendable {
  private let held = Mutex<ThreadSnapshot?>(nil)

  public init() {}

  /// What the threads are doing; nil while they run.
  public internal(set) var snapshot: ThreadSnapshot? {
    get { held.withLock { $0 } }
    set { held.withLock { $0 = newValue } }
  }
}
