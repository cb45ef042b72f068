// What a pointer points to, with room for what has been worked out of it.

import Primitives
import TargetMemory

/// The answer about one pointer of a system call.
public struct PointedObject {
  /// Shared by all answers that differ only in where the object lies.
  public let answer: PointedAnswer
  public let address: Address

  init(_ classification: Classification) {
    answer = PointedAnswer(classification)
    address = classification.address
  }

  /// The same answer about another object of the kind, at the same distance from its start.
  init(_ answer: PointedAnswer, at address: Address) {
    self.answer = answer
    self.address = address
  }

  /// Everything that is known of the address.
  public var classification: Classification {
    let shift = address.raw &- answer.classification.address.raw
    guard shift != 0 else { return answer.classification }
    var moved = answer.classification
    moved.address = address
    moved.allocation = moved.allocation.map { AddressRange($0.start + shift, size: $0.size) }
    moved.generation = nil
    if let start = moved.object?.start { moved.object?.start = start + shift }
    return moved
  }
}

/// An answer, and what was computed from it. Belongs to the tracer's thread.
public final class PointedAnswer {
  /// As it was found first.
  public let classification: Classification
  /// How far the memory goes that the pointer was meant for; nil when that is not known.
  public private(set) lazy var buffer = classification.buffer
  /// It says no more than that nothing is known.
  let isSilent: Bool
  /// The words for it, of whoever shows it.
  public var text: [UInt8]?

  init(_ classification: Classification) {
    self.classification = classification
    isSilent = classification.isSilent
  }
}

extension Classification {
  fileprivate var isSilent: Bool {
    object == nil && symbol == nil && site == nil && frame == nil && state != .freed
      && (allocation == nil || allocator == .none) && region?.kind != .file
  }
}
