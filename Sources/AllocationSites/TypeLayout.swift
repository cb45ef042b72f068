// What stands at an offset of a type: the questions that stores and loads through typed pointers ask.

import AgentLayout
import TypeModel

/// A pointer that stands at some offset of an object.
struct PointerField: Hashable {
  /// What it points to: a concrete type.
  var pointee: UInt32
  /// `owner.member`, or empty when the object is itself the pointer.
  var name: [UInt8]
  /// Whether the way to it leads through a union: then it is one of several readings.
  var isInUnion: Bool
}

/// Answers from a type table, each kept, since the same fields are asked for again and again. A reference, so that the
/// functions of a unit share the answers without copies; never shared by threads.
final class TypeLayout {
  let types: TypeTable
  private var fields: [Key: [PointerField]] = [:]
  private var pointees: [UInt32: UInt32?] = [:]

  private struct Key: Hashable {
    var type: UInt32
    var offset: Int64
  }

  /// Nested members deeper than this are not looked at (damaged tables can be cyclic).
  static let depthLimit = 24
  /// More readings of one offset than this are not listed.
  static let readingLimit = 16

  init(types: TypeTable) { self.types = types }

  /// The concrete type that a pointer or reference leads to; nil for every other type.
  func pointee(_ type: UInt32) -> UInt32? {
    if let known = pointees[type] { return known }
    var result: UInt32?
    if let concrete = types.type(type)?.concrete {
      switch concrete.kind {
      case .pointer, .reference, .rvalueReference: result = concrete.target?.concrete.index ?? 0
      default: break
      }
    }
    pointees[type] = result
    return result
  }

  /// Whether a pointee says what an object is: `void` and functions do not, nor does `u8`, of which the raw memory of Rust's
  /// library is.
  func isInformative(_ pointee: UInt32) -> Bool {
    guard let type = types.type(pointee) else { return false }
    switch type.kind {
    case .void, .function, .unspecified: return false
    case .base:
      return type.record.language != UInt8(SCRY_LANGUAGE_OTHER.rawValue)
        || !type.name.elementsEqual("u8".utf8)
    default: return true
    }
  }

  /// Whether a pointee is raw memory: `void` or bytes.
  func isOfBytes(_ pointee: UInt32) -> Bool { !isInformative(pointee) || size(pointee) == 1 }

  /// In bytes; nil when unknown or 0.
  func size(_ type: UInt32) -> Int64? {
    guard let size = types.type(type)?.concrete.size, size > 0 else { return nil }
    return Int64(exactly: size)
  }

  /// The pointers that stand at a byte offset of a type, several when a union leads there. `Atom.anyOffset` is
  /// understood for a pointer's type.
  func pointers(in type: UInt32, at offset: Int64) -> [PointerField] {
    let key = Key(type: type, offset: offset)
    if let known = fields[key] { return known }
    var found: [PointerField] = []
    if let start = types.type(type)?.concrete, let inner = offsetInElement(of: start, offset) {
      collect(start, inner, owner: [], name: [], inUnion: false, depth: 0, &found)
    }
    fields[key] = found
    return found
  }

  /// An offset that is not known is a walk through an array: every pointer in it has the same type.
  private func offsetInElement(of type: UniqType, _ offset: Int64) -> Int64? {
    guard offset == Atom.anyOffset else { return offset }
    return pointee(type.index) == nil ? nil : 0
  }

  /// Whether a later pointer of an array of them stands at an offset from a pointer to the pointer `type`; if it is not
  /// another member of a structure that the first one is a member of.
  func mayBeLaterElement(of type: UInt32, at offset: Int64) -> Bool {
    pointee(type) != nil && offset != 0 && offset != Atom.anyOffset && offset % 8 == 0
  }

  /// What the pointer leads to that stands at an offset of a type on every reading, if that says what an object is.
  func typedPointee(in type: UInt32, at offset: Int64) -> UInt32? {
    let first = pointers(in: type, at: offset).first { !$0.isInUnion }
    return first.flatMap { isInformative($0.pointee) ? $0.pointee : nil }
  }

  private func collect(
    _ type: UniqType, _ offset: Int64, owner: [UInt8], name: [UInt8], inUnion: Bool, depth: Int,
    _ found: inout [PointerField]
  ) {
    guard depth < Self.depthLimit, found.count < Self.readingLimit else { return }
    switch type.kind {
    case .pointer, .reference, .rvalueReference:
      guard offset == 0, let pointee = pointee(type.index) else { return }
      let path = name.isEmpty || owner.isEmpty ? name : owner + [UInt8(ascii: ".")] + name
      found.append(PointerField(pointee: pointee, name: path, isInUnion: inUnion))
    case .array:
      guard let element = type.target?.concrete, let inner = arrayOffset(type, element, offset)
      else { return }
      collect(element, inner, owner: owner, name: name, inUnion: inUnion, depth: depth + 1, &found)
    case .structure, .class, .union:
      for member in type.members where !member.isBitField && !member.isVirtualBase {
        guard let (inner, next) = step(into: member, offset) else { continue }
        let isNamed = !member.name.isEmpty
        collect(
          inner, next, owner: type.name.isEmpty ? owner : type.name,
          name: isNamed ? member.name : name, inUnion: inUnion || type.kind == .union,
          depth: depth + 1, &found)
      }
    default: return
    }
  }

  /// The member's type and the offset within it, when the member covers the offset.
  private func step(into member: Member, _ offset: Int64) -> (UniqType, Int64)? {
    guard let type = member.type?.concrete, offset >= member.offset else { return nil }
    let inner = offset &- member.offset
    if let size = type.size, size > 0 { return inner < Int64(clamping: size) ? (type, inner) : nil }
    return type.kind == .array ? (type, inner) : nil
  }

  /// The offset within the element that covers an offset of an array.
  private func arrayOffset(_ array: UniqType, _ element: UniqType, _ offset: Int64) -> Int64? {
    guard let size = element.size.flatMap({ Int64(exactly: $0) }), size > 0, offset >= 0 else {
      return nil
    }
    if let total = array.size, total > 0, offset >= Int64(clamping: total) { return nil }
    return offset % size
  }

  /// Where a pointer into an object of `type`, `offset` bytes in, points after an unknown multiple of `stride` bytes is
  /// added: into another element of an array. Nil when no array there has elements of that size.
  func element(of type: UInt32, at offset: Int64, stride: Int64) -> (type: UInt32, offset: Int64)? {
    guard stride > 0, var current = types.type(type)?.concrete else { return nil }
    if let size = size(type), stride % size == 0, offset >= 0, offset < size {
      return (current.index, offset)
    }
    var inner = offset
    for _ in 0..<Self.depthLimit {
      switch current.kind {
      case .structure, .class:
        let found = current.members.lazy.filter { !$0.isBitField && !$0.isVirtualBase }
          .compactMap { self.step(into: $0, inner) }.first
        guard let found else { return nil }
        (current, inner) = found
      case .array:
        guard let element = current.target?.concrete, let size = size(element.index),
          let next = arrayOffset(current, element, inner)
        else { return nil }
        if stride % size == 0 { return (element.index, next) }
        (current, inner) = (element, next)
      default: return nil
      }
    }
    return nil
  }
}
