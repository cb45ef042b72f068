// What declarations say of a block, over what the ranking of its sites found.

import AgentLayout
import TypeModel

/// A type that a block has if its own bytes say so.
public struct SelectedType: Sendable {
  public var rule: SelectRule
  /// Concrete.
  public var type: UniqType
  /// Bytes from the block's start to the object.
  public var offset: UInt64
}

/// Goes through the recorded frames for declarations of the user.
struct DeclaredTyping {
  let size: UInt64
  let frames: [SiteFrame]

  /// The answer of the ranking, or what the user's word makes of it.
  func apply(to answer: TypedBlock) -> TypedBlock {
    var base: Int64 = 0
    var leaves = true
    for (number, frame) in frames.enumerated() {
      guard let site = frame.site else { continue }
      if let arena = arenaBlock(answer, at: number, frame) { return arena }
      if let declared = declared(answer, at: number, frame, base: base, leaves: leaves) {
        return declared
      }
      leaves = leaves && frame.blockLeaves
      if leaves { base += Int64(site.leave_offset) }
    }
    return answer
  }

  /// A block that an arena cuts up: one whose type, seen at or below the declared function, does not explain it. Text that the C
  /// library made meanwhile is none.
  private func arenaBlock(
    _ answer: TypedBlock, at number: Int, _ frame: SiteFrame
  ) -> TypedBlock? {
    let candidate = frame.declared.first { $0.flags & SCRY_CANDIDATE_ARENA.rawValue != 0 }
    guard let candidate, let table = frame.table else { return nil }
    let name = Array(table.string(candidate.name))
    let isText = frames[...number].contains { frame in
      frame.candidates.contains { $0.reason == EvidenceReason.function.rawValue }
    }
    guard !isText else { return nil }
    var result = answer
    result.arena = name
    result.frame = number
    if answer.type != nil, isSeenInside(answer, at: number, of: name, table) {
      // A structure with the pieces behind it is the arena's own; one that fills the block is its bookkeeping.
      if answer.fit == .prefix || answer.flexibleElements != nil { return result }
      if answer.fit != .bytes { return nil }
    }
    result.type = nil
    result.evidence = .none
    result.fit = nil
    result.alternatives = []
    return result
  }

  /// Whether the type was seen in the declared function or below it: where that is inlined, its caller's evidence is the same frame's.
  private func isSeenInside(
    _ answer: TypedBlock, at number: Int, of arena: [UInt8], _ table: TypeTable
  ) -> Bool {
    guard let frame = answer.frame, frame == number else { return (answer.frame ?? 0) < number }
    return answer.reasons.contains { reason in
      guard reason.frame == number, case .candidate(let index, _, _, _, true) = reason.event,
        frames[number].candidates.indices.contains(index)
      else { return false }
      return table.string(frames[number].candidates[index].function)
        .elementsEqual(arena)
    }
  }

  private func declared(
    _ answer: TypedBlock, at number: Int, _ frame: SiteFrame, base: Int64, leaves: Bool
  ) -> TypedBlock? {
    let declared = frame.declared.filter { $0.flags & SCRY_CANDIDATE_ARENA.rawValue == 0 }
    guard let table = frame.table, !declared.isEmpty else { return nil }
    let isComplete = !declared.contains { $0.type == 0 }
    let judged = declared.compactMap { candidate in
      JudgedCandidate(
        candidate, index: 0, frame: number, base: base, size: size, table: table
      ).map { (candidate, $0) }
    }.filter { $1.fit != .misfit }
    let choices = judged.compactMap { candidate, judged -> SelectedType? in
      // Without a condition a block of the choice whose type is not known may pass for this one.
      guard let rule = SelectRule(Array(table.string(candidate.name))),
        isComplete || !rule.condition.isEmpty
      else { return nil }
      return SelectedType(rule: rule, type: judged.type, offset: UInt64(clamping: judged.offset))
    }
    let isSelection = declared.contains {
      $0.flags & SCRY_CANDIDATE_SELECTED.rawValue != 0
    }
    guard !isSelection else { return selecting(choices, answer, at: number, leaves: leaves) }
    guard leaves, let best = judged.first?.1 else { return nil }
    var result = answer
    result.type = best.type
    result.evidence = .declared
    result.fit = best.sizeFit
    result.elements = best.elements
    result.flexibleElements = best.flexibleElements
    result.offset = UInt64(clamping: best.offset)
    result.frame = number
    result.alternatives.removeAll { $0.digest == best.type.digest }
    return result
  }

  /// Leaves the type to the block's bytes, unless the code tells that the block is something else.
  private func selecting(
    _ choices: [SelectedType], _ answer: TypedBlock, at number: Int, leaves: Bool
  ) -> TypedBlock? {
    let isChoice = choices.contains { $0.type.digest == answer.type?.digest }
    guard leaves || answer.type == nil || answer.fit == .bytes || isChoice else { return nil }
    var result = answer
    result.type = nil
    result.evidence = .none
    result.fit = nil
    result.frame = number
    result.choices = choices
    result.alternatives = []
    return result
  }
}
