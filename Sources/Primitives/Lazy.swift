// A value that is made when it is first wanted.

import Synchronization

/// A value computed once, by whichever thread asks first; the others wait.
public final class Lazy<Value: Sendable>: Sendable {
  private let storage = Mutex<Value?>(nil)

  public init() {}

  /// The value; `compute` makes it at the first call.
  public func value(_ compute: () -> Value) -> Value {
    storage.withLock { stored in
      if let stored { return stored }
      let value = compute()
      stored = value
      return value
    }
  }
}
