// Which structures begin with another, as base classes and object systems in C have it.

import TypeModel

/// The structures of a module by what stands at their start.
struct StructureBeginnings: Sendable {
  /// By type, the sizes of the structures that begin with it as their first member or base, at any depth.
  private var holders: [UInt32: Set<Int64>] = [:]
  /// By the number, pointer or array that structures begin with, their sizes.
  private var alike: [UInt32: Set<Int64>] = [:]
  /// By structure, what it begins with.
  private var first: [UInt32: UInt32] = [:]

  /// Stands for the size of a structure that ends in an array without a bound.
  private static let growing: Int64 = -1

  init(of types: TypeTable) {
    for index in 0..<types.typeCount {
      guard let type = types.type(UInt32(index)), type.kind == .structure || type.kind == .class,
        let bytes = type.size, let size = Int64(exactly: bytes)
      else { continue }
      add(type, size: size)
    }
  }

  private mutating func add(_ type: UniqType, size: Int64) {
    var outer = type
    // Deeper nesting than this is damage.
    for _ in 0..<16 {
      guard let member = outer.members.first, member.offset == 0, let inner = member.type?.concrete
      else { break }
      holders[inner.index, default: []].insert(type.isFlexible ? Self.growing : size)
      outer = inner
    }
    guard outer.index != type.index else { return }
    first[type.index] = outer.index
    alike[outer.index, default: []].insert(size)
  }

  /// Whether any structure begins with a type.
  func hasOthers(_ type: UInt32) -> Bool { holders[type]?.isEmpty == false }

  /// Whether a structure of exactly so many bytes, or with an end that grows, begins with a type: then a block of that size
  /// is rather one of those.
  func mayBeginAnother(_ type: UInt32, of size: Int64) -> Bool {
    guard let sizes = holders[type] else { return false }
    return sizes.contains(size) || sizes.contains(Self.growing)
  }

  /// Whether a structure of exactly so many bytes begins with the same number or pointer as another: `struct sockaddr` and
  /// `struct sockaddr_storage`.
  func isLikeAnother(_ type: UInt32, of size: Int64) -> Bool {
    first[type].map { alike[$0]?.contains(size) == true } ?? false
  }
}
