// What a container holds and where, before any of it is read for showing.

import Primitives
import TypeModel

/// A container decoded.
struct ContainerContents {
  /// nil when only walking it all would tell, and for what has no elements.
  var count: UInt64?
  var facts: [ContainerFact] = []
  var body: Body

  enum Body {
    case nothing
    /// Something of which no more than its type is known.
    case opaque
    /// Characters of a type, one behind the other.
    case text(ExpressionType, Address)
    /// Elements one behind the other.
    case contiguous(ExpressionType, Address)
    /// A bit an element, the lowest of the byte at the address first.
    case bits(Address, skipping: UInt64)
    /// Elements each at a place of its own; as many as were asked for.
    case elements([ExpressionValue], isTruncated: Bool)
    /// Pairs, each at a place of its own; as many as were asked for.
    case entries([ContainerObject], isTruncated: Bool)
    case value(ExpressionValue)
  }

  init(count: UInt64? = nil, facts: [ContainerFact] = [], _ body: Body) {
    self.count = count
    self.facts = facts
    self.body = body
  }
}
