// A type candidate of a frame, judged by the block's size.

import AgentLayout
import TypeModel

/// A candidate and how it accounts for the bytes from its offset to the block's end.
struct JudgedCandidate {
  /// Which of its site's candidates it is, and of which frame.
  var index: Int
  var frame: Int
  /// Concrete.
  var type: UniqType
  /// Bytes from the block's start, and from the pointer that the frame's call gave.
  var offset: Int64
  var localOffset: Int64
  var strength: EvidenceStrength
  var reason: EvidenceReason
  var order: UInt16
  var fit: CandidateFit
  var elements: UInt64 = 1
  var flexibleElements: UInt64?
  /// The call's arguments say that there may be several.
  let repeats: Bool
  /// Something else stands behind the objects.
  private let isFollowed: Bool

  /// Nil when the candidate is damaged or says nothing.
  init?(
    _ candidate: scry_meta_candidate, index: Int, frame: Int, base: Int64, size: UInt64,
    table: TypeTable
  ) {
    guard let type = table.type(candidate.type)?.concrete,
      let strength = EvidenceStrength(rawValue: candidate.strength),
      let reason = EvidenceReason(rawValue: candidate.reason)
    else { return nil }
    self.index = index
    self.frame = frame
    self.type = type
    self.strength = strength
    self.reason = reason
    order = candidate.order
    repeats = candidate.flags & SCRY_CANDIDATE_REPEATS.rawValue != 0
    isFollowed = candidate.flags & SCRY_CANDIDATE_FOLLOWED.rawValue != 0
    localOffset = Int64(candidate.offset)
    offset = base &+ localOffset
    fit = .misfit
    guard type.kind != .void, type.kind != .function else { return nil }
    if offset >= 0, UInt64(offset) < size || (offset == 0 && size == 0) {
      judge(rest: size - UInt64(offset))
    }
  }

  /// The members that fit, when this is a union of which only a smaller member was allocated: one of them it is.
  func members(blockSize: UInt64) -> [JudgedCandidate] {
    guard fit == .misfit, type.kind == .union, offset >= 0, UInt64(offset) < blockSize else {
      return []
    }
    return type.members.compactMap { member in
      guard member.offset == 0, let inner = member.type?.concrete else { return nil }
      var candidate = self
      candidate.type = inner
      candidate.strength = .weak
      candidate.judge(rest: blockSize - UInt64(offset))
      return candidate.isAggregate && candidate.fit <= .flexible ? candidate : nil
    }
  }

  private mutating func judge(rest: UInt64) {
    if type.isCharacter {
      fit = .characters
      elements = rest
      return
    }
    if let end = type.openEnd, end.elementSize > 0, rest >= end.offset, type.size != rest {
      let (count, remainder) = (rest - end.offset).quotientAndRemainder(dividingBy: end.elementSize)
      // Allocations of such structures round up, or add to the whole structure's size, padding included.
      fit = remainder == 0 ? .flexible : .prefix
      flexibleElements = remainder == 0 ? count : nil
      return
    }
    switch type.fit(blockSize: rest) {
    case .exact, .flexible: fit = .exact
    case .array(let count):
      // That the size divides says little of a structure: others may begin with it.
      fit = isAggregate && !repeats || isFollowed ? .prefix : .array
      elements = fit == .array ? count : 1
    case .prefix: fit = .prefix
    case .tooSmall: fit = .misfit
    case .sizeless: fit = .opaque
    }
  }

  /// A structure, class or union, as opposed to numbers and pointers, which fit almost any size.
  var isAggregate: Bool {
    switch type.kind {
    case .structure, .class, .union: true
    default: false
    }
  }

  /// Nothing that an outer frame knows can be better. What lies wholly before the pointer that leaves is a hidden header:
  /// the object comes after it.
  func isSettled(leavingAt leave: Int64) -> Bool {
    if strength == .declared { return true }
    return strength == .strong && fit <= .flexible && isAggregate && !isHeader(before: leave)
  }

  /// Whether it ends before an offset from which the rest of the block is handed on.
  func isHeader(before leave: Int64) -> Bool {
    guard leave > offset else { return false }
    guard let size = type.size, let bytes = Int64(exactly: size) else { return true }
    return !isAggregate || offset &+ bytes <= leave
  }

  /// Whether a candidate of an outer frame, whose call gave the pointer at `base`, is believed over an inner one.
  func replaces(_ inner: JudgedCandidate, base: Int64) -> Bool {
    // The public name of a handle says less than the structure that fits.
    if fit == .opaque, inner.isAggregate, inner.fit <= .flexible { return false }
    if strength != inner.strength { return strength > inner.strength }
    // Of two that are only possible, the inner one is nearer to the allocation.
    if strength == .weak, inner.isAggregate, inner.fit <= .flexible { return false }
    if inner.isHeader(before: base), offset >= base, isObject(behind: inner) { return true }
    if fit <= .flexible, isAggregate || inner.fit >= .prefix { return true }
    if inner.fit == .characters { return fit < .characters }
    // A common prefix, as object systems in C have it, gives way to the type that it is the prefix of.
    if inner.fit >= .array, fit <= .prefix, offset == inner.offset, type.begins(like: inner.type) {
      return true
    }
    // What the caller sees at the same place outgrows the link of a free list, or a pool's view of its block.
    if inner.fit == .prefix, inner.isAggregate, offset == inner.offset {
      if fit == .array { return repeats }
      return fit == .prefix && isAggregate && type.size ?? 0 > inner.type.size ?? 0
    }
    return false
  }

  /// Whether it is what was allocated when a header stands before it. A pool's first object explains no more of the block than the
  /// pool's header, which is there for sure; numbers and pointers divide any size; and characters explain no more than the
  /// header's own array without a bound.
  private func isObject(behind header: JudgedCandidate) -> Bool {
    guard header.isAggregate else { return true }
    switch fit {
    case .prefix: return false
    case .array: return repeats || isAggregate
    case .characters: return header.fit != .flexible
    default: return true
    }
  }

  /// Whether another candidate for the same place is as good: neither is more than possible, or the block is the one on some ways and
  /// the other on others, or first the one and then the other. Then neither is an answer.
  func isTied(with other: JudgedCandidate) -> Bool {
    guard strength == other.strength, strength <= .strong, frame == other.frame,
      offset == other.offset, type.digest != other.type.digest,
      !type.holds(other.type, at: 0, depth: 0), !other.type.holds(type, at: 0, depth: 0)
    else { return false }
    if explainsAll { return other.explainsAll }
    return strength == .weak && reason == .union && other.reason == .union
  }

  /// Whether it is a structure of exactly the block's size, which chance does not bring about often.
  private var explainsAll: Bool { isAggregate && fit <= .flexible }

  /// The fit as the user sees it.
  var sizeFit: SizeFit {
    if strength == .weak { return .ambiguous }
    switch fit {
    case .exact, .flexible, .array: return .exact
    case .characters: return .bytes
    case .prefix, .opaque, .misfit: return .prefix
    }
  }
}
