// The objects around an address, and the pointers between them.

import Primitives

/// Objects and pointers, found outward from one object.
public struct ObjectGraph: Sendable {
  /// The first is the object that was asked about.
  public internal(set) var nodes: [Node] = []
  public internal(set) var edges: [Edge] = []
  /// There were more objects than were asked for.
  public internal(set) var isTruncated = false

  /// An object: a block, a variable, a mapping.
  public struct Node: Sendable {
    /// What its first byte is.
    public let object: Classification
    /// Steps from the object that was asked about: along pointers positive, against them negative.
    public let layer: Int
    /// Its pointers that are shown, by offset.
    public internal(set) var fields: [Field] = []
    /// Pointers of it that are not among them.
    public internal(set) var omittedFields = 0
    /// References to it that are not among the edges.
    public internal(set) var omittedReferences = 0
  }

  /// A pointer in an object.
  public struct Field: Sendable {
    /// Bytes from the object's start.
    public let offset: UInt64
    /// `.next`; empty for an untyped word.
    public let path: [UInt8]
    public let value: Address
    public let evidence: Reference.Evidence
  }

  /// A pointer from one object of the graph to another.
  public struct Edge: Sendable {
    public let from: Int
    /// The index of the pointer among the fields of `from`.
    public let field: Int
    public let to: Int
  }
}

/// How much of a graph is wanted.
public struct GraphLimits: Sendable {
  /// Steps from the object that was asked about, in both directions.
  public var depth = 2
  /// Objects in all.
  public var nodes = 100
  /// Pointers of one object.
  public var fields = 16
  /// References to one object.
  public var references = 8

  public init() {}
}
