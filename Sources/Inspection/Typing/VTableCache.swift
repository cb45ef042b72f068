// Remembers which class each vtable pointer means: objects of one class share it.

import Primitives
import Synchronization
import TypeModel

/// Vtable pointers, or words that look like them, with their classes.
final class VTableCache: Sendable {
  private let known = Mutex<[Address: UniqType?]>([:])
  /// A heap full of pointers into modules must not fill ours.
  private static let limit = 1 << 16

  func value(of pointer: Address, _ find: () -> UniqType?) -> UniqType? {
    if let found = known.withLock({ $0[pointer] }) { return found }
    let found = find()
    known.withLock { known in
      if known.count >= Self.limit { known.removeAll() }
      known[pointer] = .some(found)
    }
    return found
  }
}
