// What commands ask of an inspector, with one clear line and an exit status when it cannot be had.

import Inspection
import Primitives
import Rendering
import TargetMemory

extension Inspector {
  /// Throws a `Failure` with status 3 when the process that was asked is no longer there: what was just read of it
  /// means nothing.
  func requireTarget() throws {
    do throws(ReadError) {
      try target.checkPresence()
    } catch {
      throw Failure(.unreadable, error.line)
    }
  }

  /// The stacks of all threads. Throws a `Failure` with status 3 when they cannot be had.
  func requireStacks() throws -> StackInspector {
    do throws(ReadError) {
      return try stacks()
    } catch {
      throw Failure(.unreadable, error.line)
    }
  }

  /// The references of the whole target, with progress on a terminal.
  func allReferences() throws -> ReferenceFinder {
    defer { Progress.finish() }
    let found = references { done in
      Progress.show("reading pointers, \(Int(done * 100)) %")
      return true
    }
    try requireTarget()
    guard let found else { throw Failure(.unreadable) }
    return found
  }

  /// Says what is wrong with an expression; the status to end with. Throws a `Failure` when it is the target that is no longer
  /// there.
  func tell(_ error: ExpressionError, of text: String) throws -> ExitStatus {
    try requireTarget()
    Console.standard.flush()
    Diagnostics.say(error.lines(for: text, in: target))
    return error.isUsage ? .usage : .absent
  }
}

extension InspectorScope {
  /// The address that a text means: a hexadecimal number, or where an expression leads (a pointer's value, else the object's own
  /// address).
  func address(of text: String) throws(ExpressionError) -> Address {
    if let address = Address(parsing: text) { return address }
    return try ExpressionEvaluator(scope: self).address(Array(text.utf8))
  }
}
