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
    localOffset = Int64(candidate.offset)
    offset = base &+ localOffset
    fit = .misfit
    guard type.kind != .void, type.kind != .function else { return nil }
    if offset >= 0, UInt64(offset) < size || (offset == 0 && size == 0) {
      judge(
        rest: size - UInt64(offset),
        repeats: candidate.flags & SCRY_CANDIDATE_REPEATS.rawValue != 0)
    }
  }

  private mutating func judge(rest: UInt64, repeats: Bool) {
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
      fit = isAggregate && !repeats ? .prefix : .array
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
    if strength != inner.strength { return strength > inner.strength }
    if inner.isHeader(before: base), offset >= base { return true }
    if fit <= .flexible, isAggregate || inner.fit >= .prefix { return true }
    if inner.fit == .characters { return fit < .characters }
    // A common prefix, as object systems in C have it, gives way to the type that it is the prefix of.
    if inner.fit >= .array, fit <= .prefix, offset == inner.offset, type.begins(like: inner.type) {
      return true
    }
    return false
  }

  /// The fit as the user sees it.
  var sizeFit: SizeFit {
    if strength == .weak { return .ambiguous }
    switch fit {
    case .exact, .flexible, .array: return .exact
    case .characters: return .bytes
    case .prefix, .opaque, .misfit: return .prefix
    }
  }

  // MARK: Order

  /// Best first: strong before weak, objects at the pointer itself before those inside, better fits, earlier uses.
  static func sorted(_ candidates: [JudgedCandidate]) -> [JudgedCandidate] {
    candidates.sorted { a, b in
      func key(_ c: JudgedCandidate) -> (Int, Int, Int, Int, UInt16) {
        (-Int(c.strength.rawValue), c.localOffset == 0 ? 0 : 1, c.fit.rawValue, c.frame, c.order)
      }
      return key(a) < key(b)
    }
  }

  /// The best of one frame's candidates. What does not explain the block gives way to an object that stands behind it and
  /// ends with the block: it is that object's header. Not when the pointer to its own start is handed on, `leave` bytes
  /// from the call's result.
  static func best(of candidates: [JudgedCandidate], leave: Int64?) -> JudgedCandidate? {
    let order = sorted(withoutRepeats(candidates))
    guard let first = order.first, !first.isAggregate || first.fit >= .prefix else {
      return order.first
    }
    let behind = order.first {
      $0.strength == first.strength && $0.isAggregate
        && $0.fit <= (first.isAggregate ? .exact : .flexible) && first.isHeader(before: $0.offset)
        && (leave ?? $0.localOffset) >= $0.localOffset
    }
    return behind ?? first
  }

  /// Without the later elements of an array whose earlier ones are there too; an array in which an object of another type
  /// stands is none.
  static func withoutRepeats(_ candidates: [JudgedCandidate]) -> [JudgedCandidate] {
    candidates.filter { later in
      !candidates.contains {
        $0.type.digest == later.type.digest && $0.localOffset < later.localOffset
          && $0.strength >= later.strength
      }
    }.map { candidate in
      guard candidate.fit == .array, candidate.isAggregate,
        candidates.contains(where: { candidate.isInterrupted(by: $0) })
      else { return candidate }
      var result = candidate
      result.fit = .prefix
      result.elements = 1
      return result
    }
  }

  private func isInterrupted(by other: JudgedCandidate) -> Bool {
    guard other.strength >= strength, other.isAggregate, other.type.digest != type.digest,
      let size = type.size.flatMap({ Int64(exactly: $0) }), size > 0,
      other.localOffset > localOffset
    else { return false }
    return !type.holds(other.type, at: (other.localOffset - localOffset) % size, depth: 0)
  }

  // MARK: Containers

  /// The only structure of exactly the bytes from the call's result to the block's end with this candidate's type at its
  /// offset; nil when there is none, or several.
  func uniqueContainer(blockSize: UInt64) -> UniqType? {
    let start = UInt64(clamping: offset - localOffset)
    guard isAggregate, strength >= .strong, elements == 1, start < blockSize else { return nil }
    let size = blockSize - start
    var found: UniqType?
    for index in 0..<type.table.typeCount {
      guard let other = type.table.type(UInt32(index)), other.record.size == size,
        other.kind == .structure || other.kind == .class, other.concrete.index == other.index,
        other.holds(type, at: localOffset, depth: 0)
      else { continue }
      if let found, found.digest != other.digest { return nil }
      found = other
    }
    return found
  }
}

extension UniqType {
  /// Whether a larger structure begins with the same members as another.
  fileprivate func begins(like other: UniqType) -> Bool {
    guard let size, let otherSize = other.size, size > otherSize else { return false }
    let own = members
    let common = other.members
    return !common.isEmpty && own.count > common.count
      && zip(own, common).allSatisfy {
        $0.offset == $1.offset && $0.type?.digest == $1.type?.digest
          && $0.record.bit_size == $1.record.bit_size
      }
  }

  /// Where the last array of a structure begins that may have any number of elements, and the bytes of one: as
  /// `flexibleEnd`, and also of an old-style array of one element with padding behind it.
  fileprivate var openEnd: (offset: UInt64, elementSize: UInt64)? {
    if let end = flexibleEnd { return end }
    guard kind == .structure || kind == .class, let last = members.last, last.offset > 0,
      let array = last.type?.concrete, array.kind == .array, array.elementCount == 1,
      let element = array.target?.concrete.size
    else { return nil }
    return (UInt64(last.offset), element)
  }

  /// `char` in any sign, and bytes by other names: memory of such type is text or raw bytes.
  var isCharacter: Bool { kind == .base && size == 1 }

  /// Whether an object of another type stands at an offset of this one, as a member or a base at any depth.
  func holds(_ other: UniqType, at offset: Int64, depth: Int) -> Bool {
    guard depth < 12 else { return false }
    return members.contains { member in
      guard !member.isBitField, !member.isVirtualBase, member.offset <= offset,
        let inner = member.type?.concrete,
        inner.size.map({ offset - member.offset < Int64(clamping: $0) }) ?? false
      else { return false }
      if member.offset == offset, inner.digest == other.digest { return true }
      return inner.holds(other, at: offset - member.offset, depth: depth + 1)
    }
  }
}
