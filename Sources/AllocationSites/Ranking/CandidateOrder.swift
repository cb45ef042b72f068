// Which of a frame's judged candidates is the best.

import AgentLayout
import TypeModel

extension JudgedCandidate {
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
    let order = sorted(
      withoutHandles(supported(withoutRepeats(candidates), leave: leave)))
    guard let first = order.first else { return nil }
    if first.isAggregate, first.fit < .prefix { return outermost(first, among: order) }
    let behind = order.first {
      $0.strength == first.strength && $0.isAggregate
        && $0.fit <= (first.isAggregate ? .exact : .flexible) && first.isHeader(before: $0.offset)
        && (leave ?? $0.localOffset) >= $0.localOffset
    }
    return behind ?? first
  }

  /// A class begins with its first base and member, whose constructors get the same pointer: of several that explain the
  /// block the one that holds the others.
  private static func outermost(
    _ first: JudgedCandidate, among candidates: [JudgedCandidate]
  ) -> JudgedCandidate {
    candidates.reduce(first) { best, other in
      let isAsGood =
        other.strength == best.strength && other.offset == best.offset && other.fit == best.fit
        && other.isAggregate
      return isAsGood && other.type.holds(best.type, at: 0, depth: 0) ? other : best
    }
  }

  /// The public name of a handle, whose structure is defined nowhere, says less than the structure that fits.
  private static func withoutHandles(_ candidates: [JudgedCandidate]) -> [JudgedCandidate] {
    candidates.map { candidate in
      guard candidate.fit == .opaque, candidate.strength == .strong,
        candidates.contains(where: {
          $0.isAggregate && $0.fit <= .flexible && $0.localOffset == candidate.localOffset
        })
      else { return candidate }
      var result = candidate
      result.strength = .weak
      return result
    }
  }

  /// A number or pointer inside the block, where nothing says that there are several, types no block: it is a member of
  /// something. Of the structures that explain the block and are only possible, the one that has it there is right.
  private static func supported(
    _ candidates: [JudgedCandidate], leave: Int64?
  ) -> [JudgedCandidate] {
    let inside = candidates.filter {
      !$0.isAggregate && $0.localOffset > 0 && $0.strength == .strong && !$0.repeats
        && $0.localOffset != leave
    }
    guard !inside.isEmpty else { return candidates }
    return candidates.map { candidate in
      var result = candidate
      if inside.contains(where: { $0.isSame(as: candidate) }) {
        result.strength = .weak
      } else if candidate.strength == .weak, candidate.isAggregate, candidate.fit <= .flexible,
        inside.contains(where: {
          let place = $0.localOffset - candidate.localOffset
          return place >= 0 && candidate.type.holds($0.type, at: place, depth: 0)
        })
      {
        result.strength = .strong
      }
      return result
    }
  }

  func isSame(as other: JudgedCandidate) -> Bool {
    index == other.index && frame == other.frame && type.digest == other.type.digest
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

  /// Whether the block may as well be an array of what the pointer to it says.
  func mayRepeat(blockSize: UInt64) -> Bool {
    guard localOffset == 0, strength < .declared, let size = type.size, size > 0 else {
      return false
    }
    return (blockSize - UInt64(clamping: offset)) % size == 0
  }

  /// The only structure of exactly the bytes from the call's result to the block's end with this candidate's type at its
  /// offset; nil when there is none, or several. `constant` is the size that the code asks for: where it is computed, that
  /// some structure has the same is chance.
  func uniqueContainer(blockSize: UInt64, constant: UInt64) -> UniqType? {
    let start = UInt64(clamping: offset - localOffset)
    guard isAggregate, strength >= .strong, elements == 1, start < blockSize else { return nil }
    let size = blockSize - start
    guard size == constant || blockSize == constant else { return nil }
    var found: UniqType?
    for index in 0..<type.table.typeCount {
      guard let other = type.table.type(UInt32(index)), other.record.size == size,
        other.kind == .structure || other.kind == .class, other.concrete.index == other.index,
        !other.name.isEmpty,
        other.holds(type, at: localOffset, depth: 0)
      else { continue }
      if let found, found.digest != other.digest { return nil }
      found = other
    }
    return found
  }
}
