// The references of a target, found at the first question and kept for the view of it.

import Primitives
import Synchronization
import TargetMemory

extension Inspector {
  /// Who points at whom. The first call after the target was opened or refreshed reads all of the memory that it can write, and stops
  /// its threads for a moment. `goesOn` is told the share that is done, from any thread; nil when it says to stop.
  public func references(
    goesOn: @escaping @Sendable (Double) -> Bool = { _ in true }
  ) -> ReferenceFinder? {
    let view = view
    return view.references.value(view, target, goesOn)
  }
}

/// Builds the references of one view, once.
final class ReferenceCache: Sendable {
  private let state = Mutex<ReferenceFinder?>(nil)

  func value(
    _ view: Inspector.State, _ target: any Target, _ goesOn: @escaping @Sendable (Double) -> Bool
  ) -> ReferenceFinder? {
    state.withLock { known in
      if let known { return known }
      known = ReferenceFinder(view, target, goesOn: goesOn)
      return known
    }
  }
}
