// The one engine that answers what an address is, for the live and the dead alike.

import Primitives
import TargetMemory
import TypeModel

/// Gives the table of types of a module.
public protocol MetadataSource: Sendable {
  /// The table of the file at `path` (one that we can open). `buildID` is what the loaded module says of itself: a file
  /// with another one must not be used. Nil when there is none.
  func table(forFileAt path: String, buildID: [UInt8]) -> TypeTable?
}
