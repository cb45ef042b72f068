// How a type explains a block of a known size: exactly, as an array, with a flexible end, or only its start.

import AgentLayout

/// How far a type accounts for the bytes of a block.
public enum BlockFit: Hashable, Sendable {
  /// The block has the type's size.
  case exact
  /// A struct that ends in an array without a bound, here of so many elements.
  case flexible(elements: UInt64)
  /// So many of the type, one after the other.
  case array(count: UInt64)
  /// The type at the start, `rest` bytes unexplained.
  case prefix(rest: UInt64)
  /// The block ends before the type does.
  case tooSmall(missing: UInt64)
  /// The type has no size: incomplete, void or a function.
  case sizeless
}

extension UniqType {
  /// How this type fits a block of `blockSize` bytes. A fit that explains more is preferred: exact, flexible, array, prefix.
  public func fit(blockSize: UInt64) -> BlockFit {
    let type = concrete
    if let size = type.size, size == blockSize, size > 0 { return .exact }
    if let end = type.flexibleEnd, blockSize >= end.offset, end.elementSize > 0 {
      return .flexible(elements: (blockSize - end.offset) / end.elementSize)
    }
    guard let size = type.size, size > 0 else { return .sizeless }
    if blockSize < size { return .tooSmall(missing: size - blockSize) }
    let (count, rest) = blockSize.quotientAndRemainder(dividingBy: size)
    return rest == 0 ? .array(count: count) : .prefix(rest: blockSize - size)
  }

  /// Where the array without a bound begins that a struct ends in, and the bytes of its elements; nil for other types.
  public var flexibleEnd: (offset: UInt64, elementSize: UInt64)? {
    var offset: UInt64 = 0
    var type = concrete
    for _ in 0..<SubobjectLimits.depth {
      if type.kind == .array {
        // By itself only an array without a bound; inside, the flag says so.
        guard offset > 0 || (type.elementCount ?? 0) == 0 else { return nil }
        guard let element = type.target?.concrete.size else { return nil }
        return (offset, element)
      }
      guard type.isFlexible, let last = type.member(type.memberCount - 1),
        let lastOffset = UInt64(exactly: last.offset), let next = last.type?.concrete
      else { return nil }
      let (sum, overflow) = offset.addingReportingOverflow(lastOffset)
      if overflow { return nil }
      offset = sum
      type = next
    }
    return nil
  }
}

/// Bounds on the work that damaged or hostile types can cause.
enum SubobjectLimits {
  /// Steps from an object down to a leaf.
  static let depth = 64
  /// Members looked at for one question.
  static let visits = 1 << 16
}
