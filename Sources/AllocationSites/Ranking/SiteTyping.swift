// Picks a block's type from its recorded size and the sites of its return addresses.

import AgentLayout
import TypeModel

/// The ranking of type candidates.
public enum SiteTyping {
  /// The type of a block of `size` requested bytes, whose recorded return addresses, innermost first, are `frames`.
  ///
  /// A candidate is judged by how its type accounts for the size: exact, a structure with a flexible array, an array, a
  /// prefix, an incomplete type, characters. Strong evidence beats weak. When the block leaves a function and nothing
  /// fits better than a prefix, the next frame is asked; there only an exact or flexible fit replaces a typed candidate,
  /// unless that was a hidden header or nothing but characters.
  public static func rank(size: UInt64, frames: [SiteFrame]) -> TypedBlock {
    DeclaredTyping(size: size, frames: frames).apply(to: ranked(size: size, frames: frames))
  }

  private static func ranked(size: UInt64, frames: [SiteFrame]) -> TypedBlock {
    var ranking = Ranking(size: size)
    for (number, frame) in frames.enumerated() {
      guard ranking.visit(frame, number: number) else { return ranking.answer() }
    }
    ranking.endOfFrames(count: frames.count)
    return ranking.answer()
  }
}

/// The state of one ranking.
private struct Ranking {
  let size: UInt64
  private var best: JudgedCandidate?
  private var others: [JudgedCandidate] = []
  private var reasons: [TypingReason] = []
  /// Bytes from the block's start to the pointer that the current frame's call gave.
  private var base: Int64 = 0
  private var lastFrame: Int?
  /// By frame, the size that its call asks for, if it is a constant.
  private var constants: [Int: UInt64] = [:]
  private var isForeign = false
  /// Only the callee's name can still tell.
  private var wantsName = false
  private var isCutShort = false

  init(size: UInt64) { self.size = size }

  /// Takes a frame in; whether the next one has to be asked.
  mutating func visit(_ frame: SiteFrame, number: Int) -> Bool {
    guard let site = frame.site, let table = frame.table else {
      note(number, frame.isAnalysed ? .noSite : .noDebugInfo)
      if best == nil, !frame.isAnalysed { isForeign = true }
      // The frames of a library may end at a call whose callee's name tells.
      wantsName = best == nil
      return wantsName
    }
    lastFrame = number
    constants[number] = UInt64(site.constant)
    let judged = frame.candidates.enumerated().compactMap {
      JudgedCandidate($1, index: $0, frame: number, base: base, size: size, table: table)
    }.filter { !wantsName || $0.reason == .function }
      .flatMap { [$0] + $0.members(blockSize: size) }
    take(judged, number: number, leave: frame.blockLeaves ? Int64(site.leave_offset) : nil)
    if wantsName { return false }
    guard frame.blockLeaves else { return false }
    if let best, best.isSettled(leavingAt: base + Int64(site.leave_offset)) { return false }
    base += Int64(site.leave_offset)
    note(number, .left(offset: base))
    // Numbers and pointers before what is handed on are a hidden header, and say nothing of the object.
    if let best, !best.isAggregate, best.isHeader(before: base) { self.best = nil }
    return true
  }

  /// The last recorded function still gave the block to its caller.
  mutating func endOfFrames(count: Int) {
    guard count > 0, !wantsName else { return }
    isCutShort = true
    note(count - 1, .framesEnded)
  }

  private mutating func take(_ judged: [JudgedCandidate], number: Int, leave: Int64?) {
    let fitting = judged.filter { $0.fit != .misfit }
    let local = JudgedCandidate.best(of: fitting, leave: leave)
    var isChosen = false
    if let local, best.map({ local.replaces($0, base: base) }) ?? true {
      best = local
      isChosen = true
    }
    others += fitting
    for candidate in judged {
      note(
        number,
        .candidate(
          index: candidate.index, type: candidate.type, offset: candidate.offset,
          fit: candidate.fit, chosen: isChosen && local.map(candidate.isSame) ?? false))
    }
  }

  private mutating func note(_ frame: Int, _ event: TypingReason.Event) {
    reasons.append(TypingReason(frame: frame, event: event))
  }

  /// The answer as it stands.
  mutating func answer() -> TypedBlock {
    guard let best, !others.contains(where: best.isTied) else { return unknown() }
    var block = TypedBlock(
      type: best.type, evidence: best.strength == .declared ? .declared : .site,
      fit: best.sizeFit, elements: best.elements, flexibleElements: best.flexibleElements,
      offset: UInt64(clamping: best.offset), frame: best.frame, reasons: [], alternatives: [])
    if best.fit == .prefix || best.localOffset > 0,
      let container = best.uniqueContainer(
        blockSize: size, constant: constants[best.frame] ?? 0)
    {
      block.type = container
      block.fit = best.mayRepeat(blockSize: size) ? .ambiguous : .exact
      block.offset = UInt64(clamping: best.offset - best.localOffset)
      note(best.frame, .uniqueContainer(container))
    } else if isCutShort, best.fit >= .array {
      block.fit = .provisional
    }
    block.reasons = reasons
    block.alternatives = alternatives(to: block.type)
    return block
  }

  private func unknown() -> TypedBlock {
    TypedBlock(
      type: nil, evidence: isForeign ? .foreign : .none, fit: nil, elements: 0,
      flexibleElements: nil, offset: 0, frame: best?.frame ?? lastFrame, reasons: reasons,
      alternatives: best == nil ? [] : alternatives(to: nil))
  }

  private func alternatives(to type: UniqType?) -> [UniqType] {
    var seen: Set<UInt64> = type.map { [$0.digest] } ?? []
    return JudgedCandidate.sorted(others).map(\.type).filter { seen.insert($0.digest).inserted }
  }
}
