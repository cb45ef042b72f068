// The way from an object down to one of its bytes: members, bases and elements, with what is found at the end.

import AgentLayout

/// One step of a path.
public struct PathStep: Sendable {
  /// What is stepped into.
  public enum Kind: Hashable, Sendable {
    /// A named member.
    case member
    /// A base class; not written in the path.
    case base
    /// A member without a name; its members are written as if they were the outer type's.
    case anonymous
    /// An element of an array.
    case element(UInt64)
  }

  public let kind: Kind
  /// The member or base class; nil for an element.
  public let member: Member?
  /// The declared type of what is stepped into, typedefs kept; nil when the table is damaged.
  public let type: UniqType?
  /// Bytes from the start of the whole object.
  public let offset: UInt64
}

/// One way to read an address inside an object. A union or overlapping bit-fields give several.
public struct Reading: Sendable {
  /// What is at the end of the path.
  public enum Leaf: Hashable, Sendable {
    /// A scalar, or a type that has no parts.
    case value
    /// No member covers the byte.
    case padding
    /// No member is known to cover the byte, but the place of a virtual base is not known either.
    case unresolvedVirtualBase
  }

  /// From the object down; empty when the object itself is the leaf.
  public let steps: [PathStep]
  public let leaf: Leaf
  /// The declared type of the leaf; of the type around it for padding. Nil when the table is damaged.
  public let type: UniqType?
  /// Bytes from the object's start to the leaf's; to the address itself for padding.
  public let start: UInt64
  /// Bytes from the leaf's start to the address.
  public let offset: UInt64

  /// The path in C's syntax, `.next` or `[3].ctr.y`; bases and anonymous members do not appear. Padding is
  /// `<padding>` behind the path of what it belongs to.
  public var path: [UInt8] {
    let whole = path(ofSteps: steps.count)
    return leaf == .padding ? whole + [UInt8](ascii: "<padding>") : whole
  }

  /// The path of the first steps, `count` at most.
  public func path(ofSteps count: Int) -> [UInt8] {
    steps.prefix(count).reduce(into: []) { bytes, step in
      switch step.kind {
      case .member: bytes += [UInt8(ascii: ".")] + (step.member?.name ?? [])
      case .element(let index): bytes += [UInt8](ascii: "[\(index)]")
      case .base, .anonymous: break
      }
    }
  }
}

/// All ways to read an address inside an object.
public struct Readings: Sendable {
  /// In the order of the members' declaration; never empty for an offset inside the object.
  public let all: [Reading]
  /// There were more than were asked for, or than are looked for.
  public let isTruncated: Bool
}

/// An object: a type laid over a block of memory.
public struct ObjectShape: Sendable {
  /// What the block holds one or, in an array, many of.
  public let element: UniqType
  /// How the type explains the block.
  public let fit: BlockFit
  /// Bytes of the block.
  public let size: UInt64

  /// Lays `type` over a block of `blockSize` bytes, the size that was asked for.
  public init(_ type: UniqType, blockSize: UInt64) {
    element = type
    size = blockSize
    fit = type.fit(blockSize: blockSize)
  }

  /// Lays one object over the start of a block, even when the block has room for several: that the size divides does not
  /// make an array of it.
  public init(one type: UniqType, blockSize: UInt64) {
    element = type
    size = blockSize
    let fit = type.fit(blockSize: blockSize)
    if case .array = fit, let own = type.concrete.size {
      self.fit = .prefix(rest: blockSize - own)
    } else {
      self.fit = fit
    }
  }

  /// The concrete spelling of the whole: `struct item[16]` for a block of sixteen.
  public var spelling: [UInt8] {
    if case .array(let count) = fit { return element.concreteSpelling(arrayOf: count) }
    return element.concreteSpelling
  }

  /// All readings of a byte, down to the leaves.
  ///
  /// - Parameters:
  ///   - offset: bytes from the block's start.
  ///   - limit: how many readings to give at most.
  ///   - virtualBase: finds where a virtual base lies: given the offset of the subobject that has it, and the place
  ///     in that subobject's vtable where its offset stands (bytes from the vtable's address point, negative), the
  ///     distance in bytes from the subobject to the base; nil when it cannot be read.
  public func readings(
    at offset: UInt64, limit: Int = 32,
    virtualBase: ((_ subobject: UInt64, _ slot: Int64) -> Int64?)? = nil
  ) -> Readings {
    var search = SubobjectSearch(target: offset, limit: limit, virtualBase: virtualBase)
    search.start(self)
    return search.result
  }
}
