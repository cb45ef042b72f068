// Where an object of a type holds pointers to structures.

import Primitives
import TypeModel

/// The pointers to complete structures, classes and unions in objects of one type.
struct PointerLayout: Sendable {
  struct Place: Sendable {
    /// Bytes from the object's start.
    var offset: UInt64
    /// Concrete.
    var pointee: UniqType
  }

  /// Bytes of the object, without the array without a bound that it may end in.
  var size: UInt64 = 0
  /// By offset.
  var places: [Place] = []
  /// The elements of the array without a bound.
  var tail: Tail?

  struct Tail: Sendable {
    var offset: UInt64
    var stride: UInt64
    var places: [Place]
  }

  var isEmpty: Bool { places.isEmpty && tail == nil }

  /// More pointers of one type are not looked at.
  static let placeLimit = 4096
}

/// Finds the layouts of types, each once.
struct PointerLayoutReader {
  /// The definition of a type that is only declared where it is used.
  let definition: (UniqType) -> UniqType
  private var known: [UniqType: PointerLayout] = [:]
  /// Members that may still be looked at for the present type: in a damaged table structures may hold each other.
  private var budget = 0
  private static let memberLimit = 1 << 16

  init(definition: @escaping (UniqType) -> UniqType) { self.definition = definition }

  /// The layout of a type's objects.
  mutating func layout(of type: UniqType) -> PointerLayout {
    let type = type.concrete
    if let found = known[type] { return found }
    budget = Self.memberLimit
    var layout = PointerLayout()
    layout.size = type.size ?? 0
    layout.places = places(in: type, at: 0, depth: 0)
    if let end = type.flexibleEnd, end.elementSize > 0, let element = lastElement(of: type) {
      let inner = places(in: element, at: 0, depth: 1)
      layout.places.removeAll { $0.offset >= end.offset }
      if !inner.isEmpty {
        layout.tail = PointerLayout.Tail(
          offset: end.offset, stride: end.elementSize, places: inner)
      }
    }
    known[type] = layout
    return layout
  }

  /// Deeper nesting than this is damage.
  private static let depthLimit = 16

  private mutating func places(
    in type: UniqType, at offset: UInt64, depth: Int
  ) -> [PointerLayout.Place] {
    guard depth < Self.depthLimit else { return [] }
    let type = type.concrete
    switch type.kind {
    case .pointer:
      guard let pointee = pointee(of: type) else { return [] }
      return [PointerLayout.Place(offset: offset, pointee: pointee)]
    case .array: return elements(of: type, at: offset, depth: depth)
    // Which member of a union holds is not known.
    case .structure, .class: return members(of: type, at: offset, depth: depth)
    default: return []
    }
  }

  private mutating func members(
    of type: UniqType, at offset: UInt64, depth: Int
  ) -> [PointerLayout.Place] {
    var found: [PointerLayout.Place] = []
    for place in 0..<type.memberCount {
      guard budget > 0, found.count < PointerLayout.placeLimit, let member = type.member(place)
      else { break }
      budget -= 1
      guard !member.isBitField, !member.isVirtualBase, let inner = member.type, member.offset >= 0
      else { continue }
      found += places(in: inner, at: offset &+ UInt64(member.offset), depth: depth + 1)
    }
    return found
  }

  private mutating func elements(
    of array: UniqType, at offset: UInt64, depth: Int
  ) -> [PointerLayout.Place] {
    guard let element = array.target?.concrete, let stride = element.size, stride > 0,
      let count = array.elementCount
    else { return [] }
    let inner = places(in: element, at: 0, depth: depth + 1)
    guard !inner.isEmpty else { return [] }
    let shown = min(count, UInt64(PointerLayout.placeLimit / inner.count))
    return (0..<shown).flatMap { index in
      inner.map {
        PointerLayout.Place(
          offset: offset &+ index &* stride &+ $0.offset, pointee: $0.pointee)
      }
    }
  }

  /// What a pointer points to, when that says what a block is.
  private func pointee(of pointer: UniqType) -> UniqType? {
    guard let target = pointer.target?.concrete else { return nil }
    let type = definition(target).concrete
    switch type.kind {
    case .structure, .class, .union: return type.size.map { $0 > 0 } ?? false ? type : nil
    default: return nil
    }
  }

  private func lastElement(of type: UniqType) -> UniqType? {
    var type = type
    for _ in 0..<Self.depthLimit {
      if type.kind == .array { return type.target?.concrete }
      guard let last = type.members.last?.type?.concrete else { return nil }
      type = last
    }
    return nil
  }
}
