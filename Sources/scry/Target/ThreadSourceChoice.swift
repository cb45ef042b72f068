// Where a target's threads come from: a core has them, a live process is stopped for a moment.

import Inspection
import Ptrace
import TargetMemory

extension Inspector {
  /// The stacks of all threads at this moment. Throws a `Failure` with status 3 when the threads cannot be stopped.
  func stacks() throws -> StackInspector {
    do throws(ReadError) {
      if let live = target as? LiveTarget {
        return try StackInspector(self, threads: LiveThreads(live))
      }
      guard let source = target as? any ThreadSource else { throw .gone }
      return try StackInspector(self, threads: source)
    } catch {
      throw Failure(.unreadable, error.line)
    }
  }
}
