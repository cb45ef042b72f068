// The types that pointers give, found at the first question and kept for the view of the target.

import Primitives
import Synchronization
import TargetMemory
import TypeModel

/// What propagation found in one view of the target.
final class PointerInference: Sendable {
  private let state = Mutex(State.unknown)

  private enum State {
    case unknown
    /// There was no time for all of it.
    case cutShort
    case found([Address: InferredType])
  }

  /// The types of untyped blocks by their bases. Nil when the search was not finished within `limit`, now or earlier; without a
  /// limit it takes as long as it takes.
  func types(
    _ view: Inspector.State, _ target: any MemoryReader, within limit: Duration?
  ) -> [Address: InferredType]? {
    state.withLock { state in
      switch state {
      case .found(let types): return types
      case .cutShort where limit != nil: return nil
      case .unknown, .cutShort: break
      }
      let clock = ContinuousClock()
      let end = limit.map { clock.now + $0 }
      let found = PointerPropagation.run(view, target) { end.map { clock.now < $0 } ?? true }
      state = found.map { .found($0) } ?? .cutShort
      return found
    }
  }
}

/// The pointer that says what an inferred object is.
public struct PointerSource: Sendable {
  /// Where the pointer stands.
  public var address: Address
  /// The object that it is a part of.
  public var object: TypedObject?
  /// From that object down to the pointer.
  public var part: ObjectPart?
  /// The variable that holds it; nil for one on the heap.
  public var symbol: [UInt8]?
}
