// How far a buffer goes that a program gives to a system call.

import Primitives
import TypeModel

/// The piece of memory that a pointer was meant for.
public struct BufferExtent: Sendable {
  /// Bytes from the pointer to its end.
  public let room: UInt64
  /// Bytes from its start to its end.
  public let size: UInt64
  /// Its type in C's spelling; nil when only its size is known.
  public let type: [UInt8]?
  /// The way from the object to it; empty for the whole object.
  public let path: [UInt8]
}

extension Classification {
  /// The largest thing that a pointer to this address may have been meant for: the allocation, or, when the address is that of an
  /// array inside it or of an element, that array. Nil when the allocation's bounds are not known: a string literal may hold NULs.
  ///
  /// A pointer to the first member of a structure may be meant for the structure, and one to a member that is no array for all that
  /// follow it; an array at an object's end may go on to the end of its allocation.
  public var buffer: BufferExtent? {
    guard let allocation, allocator != .code, allocation.contains(address),
      symbol?.kind != .stringLiteral
    else { return nil }
    let whole = BufferExtent(
      room: allocation.end - address, size: allocation.size, type: object?.shape.spelling, path: [])
    guard let object, address >= object.start else { return whole }
    let readings = object.shape.readings(at: address - object.start)
    guard !readings.isTruncated, !readings.all.isEmpty else { return whole }
    let found = readings.all.map { $0.array(at: address, in: object, allocation) }
    guard !found.contains(where: { $0 == nil }) else { return whole }
    return found.compactMap { $0 }.max { $0.room < $1.room } ?? whole
  }
}

extension Reading {
  /// The array that a pointer to this reading's byte must have been meant for; nil when it may have been meant for something
  /// larger.
  fileprivate func array(
    at address: Address, in object: TypedObject, _ allocation: AddressRange
  ) -> BufferExtent? {
    let offset = address - object.start
    // The first step that begins at the address, or that stands around it and is an array, decides.
    guard offset > 0 else { return nil }
    for (index, step) in steps.enumerated() {
      guard let type = step.type?.concrete, type.kind == .array, index + 1 < steps.count,
        case .member = step.kind, let size = type.size
      else {
        if step.offset == offset, !step.isScalarElement { return nil }
        continue
      }
      guard steps[index + 1].isScalarElement else { continue }
      let range = AddressRange(object.start + step.offset, size: size)
      guard size > 1, !isLast(range, in: allocation) else { return nil }
      return BufferExtent(
        room: range.end - address, size: size, type: type.concreteSpelling,
        path: path(ofSteps: index + 1))
    }
    return nil
  }

  /// Whether nothing but padding stands behind an array.
  private func isLast(_ range: AddressRange, in allocation: AddressRange) -> Bool {
    allocation.end - min(range.end, allocation.end) < 8
  }
}

extension PathStep {
  /// Whether it is an element without members of its own. A pointer to one that has them may be meant for that one.
  fileprivate var isScalarElement: Bool {
    guard case .element = kind, let type = type?.concrete else { return false }
    return !type.isRecord
  }
}
