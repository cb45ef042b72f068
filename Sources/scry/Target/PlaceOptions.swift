// TARGET ADDR: the arguments of commands that ask about one place.

import ArgumentParser
import Inspection
import Primitives

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
    do throws(ExpressionError) {
      return (inspector, try InspectorScope(inspector).address(of: address))
    } catch {
      throw Failure(try inspector.tell(error, of: address))
    }
  }
}
