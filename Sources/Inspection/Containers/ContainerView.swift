// A container as it is shown: what it holds rather than what it is made of.

import Primitives
import TypeModel

/// A container, smart pointer or wrapper of a C++ library, taken apart by what it means.
public struct ContainerView: Sendable {
  /// The template without arguments and inline namespaces: `std::vector`.
  public var name: String
  /// How many elements it has; nil for what has none, and when only walking it all would tell.
  public var count: UInt64?
  public var facts: [ContainerFact] = []
  public var content: Content

  public init(name: String, count: UInt64? = nil, content: Content) {
    self.name = name
    self.count = count
    self.content = content
  }

  /// What it holds.
  public indirect enum Content: Sendable {
    /// Nothing: an empty `optional`, an expired `weak_ptr`.
    case nothing
    /// Something of which no more than its type is known: the closure in a `function`.
    case opaque
    case elements(ArrayView)
    /// Of a map, in its own order.
    case entries([ContainerEntry], isTruncated: Bool)
    /// The one value: an `optional`'s, a smart pointer's pointer.
    case value(ValueView)
    /// The members as they are, and why no more is known.
    case raw(ContainerProblem, ValueView.Content)
  }
}

/// A key and its value.
public struct ContainerEntry: Sendable {
  public var key: ValueView
  public var value: ValueView

  public init(key: ValueView, value: ValueView) {
    self.key = key
    self.value = value
  }
}

/// Something of a container beside what it holds.
public enum ContainerFact: Sendable, Equatable {
  /// The `shared_ptr`s that own the object.
  case useCount(UInt64)
  /// The `weak_ptr`s that watch it.
  case weakCount(UInt64)
  /// A `weak_ptr` whose object is gone.
  case expired
  /// Which alternative a `variant` holds, from 0.
  case alternative(UInt64)
  /// A `variant` that lost its value to an exception.
  case valueless
  /// The type that an `any` or a `function` holds, in C++'s spelling.
  case holds([UInt8])
  /// The period that a `duration` counts in, as a fraction of seconds.
  case period(UInt64, UInt64)
}

/// Why a container's members are shown as they are.
public enum ContainerProblem: Error, Sendable, Equatable {
  /// A class of a library whose layouts are not known here.
  case unknownLibrary
  /// A member that the known layouts have is not there.
  case missingMember(String)
  /// No module, or more than one, defines the type of the elements.
  case unknownType([UInt8])
  /// Corrupt: the end lies in front of the start.
  case endBeforeStart
  /// Corrupt: the bytes between start and end are no whole number of elements.
  case partialElement
  /// Corrupt: more elements than there is room for.
  case beyondCapacity(count: UInt64, capacity: UInt64)
  /// Corrupt: the elements reach out of the block that they lie in.
  case beyondBlock(Address)
  /// Corrupt: an element, node or control block cannot be read.
  case unreadable(Address)
  /// Corrupt: the elements lie in memory that was given back.
  case freed(Address)
  /// Corrupt: a node was met twice.
  case cycle(Address)
  /// Corrupt: a node's link back does not lead to the node that links to it.
  case brokenLink(Address)
  /// Corrupt: fewer nodes than the container counts.
  case tooFew(found: UInt64, of: UInt64)
  /// Corrupt: nodes behind the last one counted.
  case tooMany(than: UInt64)
  /// Corrupt: a tree deeper than a balanced one can be.
  case unbalanced
  /// Corrupt: no such alternative.
  case badAlternative(UInt64)

  /// Whether the container's bytes are at fault, rather than what is known of it.
  public var isCorruption: Bool {
    switch self {
    case .unknownLibrary, .missingMember, .unknownType: false
    default: true
    }
  }
}
