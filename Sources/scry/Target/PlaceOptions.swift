// TARGET ADDR: the arguments of commands that ask about one place.

import ArgumentParser
import Inspection
import Primitives
import Rendering

/// A target and an address in it.
struct PlaceOptions: ParsableArguments {
  @OptionGroup var target: TargetOptions

  @Argument(
    help: ArgumentHelp(
      "An address, or an expression: a pointer's value, else the object's own address.",
      valueName: "address"))
  var address: String

  /// Opens the target and finds the address. Throws a `Failure` when an expression leads nowhere.
  func find() throws -> (inspector: Inspector, address: Address) {
    let inspector = try target.inspector()
    if let address = Address(parsing: address) { return (inspector, address) }
    do throws(ExpressionError) {
      let evaluator = ExpressionEvaluator(scope: InspectorScope(inspector))
      return (inspector, try evaluator.address(Array(address.utf8)))
    } catch {
      try inspector.requireTarget()
      Diagnostics.say(error.lines(for: address, in: inspector.target))
      throw Failure(error.isUsage ? .usage : .absent)
    }
  }
}

extension Inspector {
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
}
