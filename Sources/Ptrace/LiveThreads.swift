// Snapshots of a live process's threads.

import Primitives
import TargetMemory

/// Stops a live process for each snapshot, only as long as registers and stacks are copied.
public struct LiveThreads: ThreadSource {
  private let target: LiveTarget

  public init(_ target: LiveTarget) { self.target = target }

  /// Throws `.gone` when the process has ended, `.traced` when another process traces it, `.system(.notPermitted)` when the
  /// kernel does not let us.
  public func snapshot() throws(ReadError) -> ThreadSnapshot {
    let mappings = try target.mappings()
    do throws(StopError) {
      let (copy, pause) = try withAllStopped(target) { stopped in
        copyStacks(stopped, mappings)
      }
      return ThreadSnapshot(
        threads: copy.threads, memory: SnapshotMemory(copy.stacks, rest: target), pause: pause)
    } catch {
      throw error.readError
    }
  }

  private func copyStacks(
    _ stopped: StoppedThreads, _ mappings: [Mapping]
  ) -> (threads: [StoppedThread], stacks: [MemoryCopy]) {
    let pointers = stopped.threads.compactMap { $0.registers?.stackPointer }
    // A thread that was born since the mappings were read stands on a stack that they lack.
    let isKnown = pointers.allSatisfy { mappings.containing($0) != nil }
    let current = isKnown ? mappings : (try? target.mappings()) ?? mappings
    var copier = StackCopier(target, mappings: current)
    return (stopped.threads, copier.copy(stackPointers: pointers))
  }
}
