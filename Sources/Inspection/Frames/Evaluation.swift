// The state of one variable's evaluation: how much it may still ask for, and what it lacked.

import DebugInfo

/// The evaluation of one variable's place, shared by the frames that are asked for it.
final class Evaluation {
  /// How many other expressions it may ask for: honest ones need a few, damaged ones can ask for each other.
  private static let limit = 128
  private var left = limit

  /// What was asked for last in vain.
  var missing: SymbolicNumber.Base?

  var isExhausted: Bool { left < 0 }

  /// Whether one more expression may be asked for.
  func takeOne() -> Bool {
    left -= 1
    return left >= 0
  }

  /// For the next variable.
  func begin() {
    left = Self.limit
    missing = nil
  }
}
