// From what the interpretation saw of a function to its rows of the site table.

import AgentLayout
import DebugInfo
import Primitives
import TypeModel

/// Writes the sites of completed summaries.
struct SiteWriter {
  let wrappers: WrapperSearch
  let frames: CallFrameInfo
  let known: (Callee) -> KnownFunction?
  /// The table's type `char`, for callees that are known to give text; nil when it has none.
  let character: UInt32?

  /// More candidates than this of one site are not written.
  static let candidateLimit = 24

  /// Appends the sites of a function.
  func write(_ summary: FunctionSummary, names: inout SourceNames, to tables: inout SiteTables) {
    var seen: [Int: [Observation]] = [:]
    for observation in summary.observations {
      seen[observation.subject.call, default: []].append(observation)
    }
    for (number, call) in summary.calls.enumerated() where !call.isTailCall {
      write(number, call, seen[number] ?? [], summary, &names, &tables)
    }
  }

  private func write(
    _ number: Int, _ call: CallRecord, _ seen: [Observation], _ summary: FunctionSummary,
    _ names: inout SourceNames, _ tables: inout SiteTables
  ) {
    func isBlock(_ subject: Subject) -> Bool {
      wrappers.certainty(subject, in: summary) != .no
    }
    let observations = seen.filter { isBlock($0.subject) }
    let departures = summary.departures.filter { $0.subject.call == number && isBlock($0.subject) }
      .sorted()
    let known = known(call.callee)
    let isCertain =
      (0..<6).contains {
        wrappers.certainty(Subject(call: number, parameter: $0), in: summary) == .certain
      } || wrappers.certainty(Subject(call: number), in: summary) == .certain
    guard isCertain || !observations.isEmpty || !departures.isEmpty else { return }
    var site = AllocationSite(returnAddress: call.returnAddress)
    site.flags = flags(call, known, departures)
    site.leaveOffset = departures.first.map { Int32(clamping: $0.offset) } ?? 0
    let inside = call.returnAddress &- 1
    site.function = names.name(summary.function(at: inside))
    (site.file, site.line) = names.position(of: inside)
    site.candidates = candidates(observations, of: call, known, summary, &names)
    tables.sites.append(site)
    if !departures.isEmpty, let frame = wrapperFrame(at: call.returnAddress) {
      tables.wrappers.append(frame)
    }
  }

  private func flags(
    _ call: CallRecord, _ known: KnownFunction?, _ departures: [Departure]
  ) -> SiteFlags {
    var flags: SiteFlags = []
    if departures.contains(where: { $0.parameter == nil }) { flags.insert(.returns) }
    if departures.contains(where: { $0.parameter != nil }) { flags.insert(.outParameter) }
    switch known?.effect {
    case .allocates, .allocatesThrough: flags.insert(.allocates)
    default: break
    }
    switch call.callee {
    case .external: flags.insert(.plt)
    case .indirect: flags.insert(.indirect)
    case .function: break
    }
    return flags
  }

  private func candidates(
    _ observations: [Observation], of call: CallRecord, _ known: KnownFunction?,
    _ summary: FunctionSummary, _ names: inout SourceNames
  ) -> [TypeCandidate] {
    var result: [TypeCandidate] = []
    if let text = knownText(call, known) { result.append(text) }
    for (order, seen) in inOrder(observations, from: call.position).enumerated() {
      guard result.count < Self.candidateLimit else { break }
      let isRepeated = result.contains {
        $0.type == seen.type && Int64($0.offset) == seen.offset && $0.strength >= seen.strength
      }
      guard !isRepeated, let offset = Int32(exactly: seen.offset) else { continue }
      var candidate = TypeCandidate(
        type: seen.type, offset: offset, strength: seen.strength, reason: seen.reason)
      candidate.order = UInt16(clamping: order + 1)
      candidate.name = seen.name
      candidate.function = names.name(summary.function(of: seen))
      (candidate.file, candidate.line) = names.position(of: seen.address)
      result.append(candidate)
    }
    return result
  }

  /// Strongest first, then in the order of use after the call; what comes before it, in a loop, comes last.
  private func inOrder(_ observations: [Observation], from position: Int) -> [Observation] {
    func key(_ seen: Observation) -> (Int, Int, Int, UInt32, Int64) {
      let distance = seen.position - position
      return (
        -Int(seen.strength.rawValue), distance < 0 ? 1 : 0, seen.position, seen.type, seen.offset
      )
    }
    return observations.sorted { a, b in
      let (x, y) = (key(a), key(b))
      if x != y { return x < y }
      return (a.reason.rawValue, a.inlined ?? -2) < (b.reason.rawValue, b.inlined ?? -2)
    }
  }

  private func knownText(_ call: CallRecord, _ known: KnownFunction?) -> TypeCandidate? {
    guard let character else { return nil }
    switch known?.effect {
    case .allocates(ofCharacters: true), .allocatesThrough(_, ofCharacters: true):
      var candidate = TypeCandidate(
        type: character, offset: 0, strength: .strong, reason: .function)
      if case .external(let symbol) = call.callee { candidate.name = symbol }
      return candidate
    default: return nil
    }
  }

  /// How to step over the frame at a call, from the row that holds while the callee runs; nil when the rule is not simple.
  private func wrapperFrame(at returnAddress: UInt64) -> WrapperFrame? {
    guard let row = frames.row(at: Address(returnAddress &- 1)),
      case .register(let register, let offset) = row.frameAddress,
      register == CallFrameRow.rsp || register == CallFrameRow.rbp,
      let distance = Int32(exactly: offset)
    else { return nil }
    var frame = WrapperFrame(
      returnAddress: returnAddress, cfaOffset: distance,
      usesFramePointer: register == CallFrameRow.rbp, savedFramePointer: nil)
    guard row.registers[CallFrameRow.returnAddress] == .offset(-8) else { return nil }
    switch row.registers[CallFrameRow.rbp] {
    case nil, .same: break
    case .offset(let saved):
      guard let slot = Int16(exactly: saved) else { return nil }
      frame.savedFramePointer = slot
    default: return nil
    }
    return frame
  }
}
