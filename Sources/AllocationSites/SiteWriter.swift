// From what the interpretation saw of a function to its rows of the site table.

import AgentLayout
import DebugInfo
import Primitives
import TypeModel

/// Writes the sites of completed summaries.
struct SiteWriter: Sendable {
  let wrappers: WrapperSearch
  let frames: CallFrameInfo
  let known: @Sendable (Callee) -> KnownFunction?
  let signature: @Sendable (Callee) -> Signature?
  let types: TypeTable
  let beginnings: StructureBeginnings
  /// Types that the module indexes somewhere.
  let indexed: Set<UInt32>
  /// The table's type `char`, for callees that are known to give text; nil when it has none.
  let character: UInt32?
  let declared: DeclaredSites

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
    let walks = declared.walks(out: call)
    let frees = KnownFunction.isFree(call.callee)
    guard isCertain || walks || frees || !observations.isEmpty || !departures.isEmpty else {
      return
    }
    var site = AllocationSite(returnAddress: call.returnAddress)
    site.flags = flags(call, known, departures)
    site.constant =
      wrappers.sizes(of: call).lazy.map(\.number)
      .filter { $0.kind == .constant }.compactMap { UInt32(exactly: $0.offset) }.max() ?? 0
    site.leaveOffset = departures.first.map { Int32(clamping: $0.offset) } ?? 0
    let ordered = inOrder(observations, from: call.position)
    place(&site, best: Self.deciding(ordered), summary, &names)
    let isBookkeeping = summary.returnedInside.contains(number)
    let telling = isBookkeeping ? ordered.filter { !isCharacter($0.type) } : ordered
    site.candidates = candidates(telling, of: call, known, summary, &names)
    declared.complete(&site, call, in: summary)
    tables.sites.append(site)
    if walks || !departures.isEmpty, let frame = wrapperFrame(at: call.returnAddress) {
      tables.wrappers.append(frame)
    }
  }

  /// Where the allocation is in the sources. An inlined function that only hands the block on to the one around it, which
  /// gives it a type, is left for that one, at the line of the call.
  private func place(
    _ site: inout AllocationSite, best: Observation?, _ summary: FunctionSummary,
    _ names: inout SourceNames
  ) {
    let inside = site.returnAddress &- 1
    let levels = summary.levels(at: inside)
    let level = best.flatMap { Self.level(of: $0, among: levels, summary) } ?? levels.count - 1
    let function = levels[level] < 0 ? summary.die : summary.inlined[levels[level]].origin
    site.function = names.name(function)
    if level + 1 < levels.count, let call = summary.inlined[levels[level + 1]].call {
      (site.file, site.line) = names.position(of: call)
    } else {
      (site.file, site.line) = names.position(of: inside)
    }
  }

  /// The sign whose function allocates: the first strong one. Of several variables that get the block at once, which are
  /// those of functions inlined into each other, the innermost function's.
  private static func deciding(_ ordered: [Observation]) -> Observation? {
    guard let first = ordered.first(where: { $0.strength > .weak }), first.reason == .variable
    else { return ordered.first { $0.strength > .weak } }
    return ordered.filter {
      $0.reason == .variable && $0.strength == first.strength && $0.position == first.position
        && $0.type == first.type && $0.offset == first.offset
    }.max { ($0.inlined ?? -1) < ($1.inlined ?? -1) }
  }

  /// Which of the functions around a call a sign was seen in: that of the variable, or the innermost around both.
  private static func level(
    of seen: Observation, among levels: [Int], _ summary: FunctionSummary
  ) -> Int? {
    if let inlined = seen.inlined, let level = levels.firstIndex(of: inlined) { return level }
    return levels.lastIndex { level in
      level < 0 || summary.inlined[level].ranges.contains { $0.contains(seen.address) }
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
    if KnownFunction.isFree(call.callee) { flags.insert(.frees) }
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
    for (order, seen) in observations.enumerated() {
      guard result.count < Self.candidateLimit else { break }
      let isRepeated = result.contains {
        $0.type == seen.type && Int64($0.offset) == seen.offset && $0.strength >= seen.strength
      }
      guard !isRepeated, let offset = Int32(exactly: seen.offset) else { continue }
      var candidate = TypeCandidate(
        type: seen.type, offset: offset, strength: seen.strength, reason: seen.reason)
      candidate.order = UInt16(clamping: order + 1)
      candidate.name = seen.name
      candidate.repeats = repeats(seen, call, summary.arrays)
      candidate.isFollowed = isFollowed(seen, summary.arrays)
      candidate.function = names.name(summary.function(of: seen))
      (candidate.file, candidate.line) = names.position(of: seen.address)
      result.append(candidate)
    }
    return result
  }

  /// Whether numbers or pointers give way to something else in their block.
  private func isFollowed(_ seen: Observation, _ arrays: ArraySigns) -> Bool {
    guard !isAggregate(seen.type), let type = types.type(seen.type)?.concrete else { return false }
    return arrays.followers.contains { follower in
      guard follower.subject == seen.subject, let other = types.type(follower.type)?.concrete else {
        return false
      }
      return !type.isSameScalar(as: other)
    }
  }

  /// Whether the arguments say that there may be several objects of a type: one is the type's size (as in `calloc(n, size)`),
  /// or a multiple of it on every path. A multiple may be one by chance where nothing is indexed and what follows the first
  /// object is kept as something else: a header and a buffer.
  private func repeats(_ seen: Observation, _ call: CallRecord, _ arrays: ArraySigns) -> Bool {
    guard let size = types.type(seen.type)?.size.flatMap({ Int64(exactly: $0) }), size > 1 else {
      return false
    }
    if seen.reason == .allocator || KnownFunction.isArrayNew(call.callee) { return true }
    let end = BlockBytes(subject: seen.subject, bytes: seen.offset &+ size)
    let isHeader =
      arrays.tails.contains(end) && !indexed.contains(seen.type)
      && !arrays.isIndexed(seen.subject, size: size)
    return wrappers.sizes(of: call).contains { callee, number in
      if number.kind == .multiple {
        return number.offset % size == 0 && !isHeader && !mayBeChosen(seen, arrays, size: size)
      }
      if number.offset == size { return mayCount(callee) }
      // What is inside a block of fixed size need not reach to its end.
      guard seen.offset == 0 || isAggregate(seen.type) else { return false }
      let room = number.offset &- seen.offset
      guard room > size, room % size == 0, !isHeader else { return false }
      return arrays.isIndexed(seen.subject, size: size) || !mayBeAnother(seen.type, of: room)
    }
  }

  /// Whether a block of so many bytes may as well hold another structure that begins with a type, or like one that nobody indexes.
  private func mayBeAnother(_ type: UInt32, of size: Int64) -> Bool {
    if beginnings.mayBeginAnother(type, of: size) { return true }
    return isAggregate(type) && !indexed.contains(type)
      && beginnings.isLikeAnother(type, of: size)
  }

  /// Whether a computed size may be that of one of several structures that begin with a type, as code chooses among classes. A block
  /// that is indexed is an array.
  private func mayBeChosen(_ seen: Observation, _ arrays: ArraySigns, size: Int64) -> Bool {
    guard isAggregate(seen.type), beginnings.hasOthers(seen.type) else { return false }
    return !arrays.isIndexed(seen.subject, size: size)
  }

  private func isAggregate(_ type: UInt32) -> Bool {
    switch types.type(type)?.concrete.kind {
    case .structure, .class, .union: true
    default: false
    }
  }

  private func isCharacter(_ type: UInt32) -> Bool {
    types.type(type)?.concrete.isCharacter == true
  }

  /// Whether a function may take a number of objects beside their size, as `calloc` does.
  private func mayCount(_ callee: Callee) -> Bool {
    guard known(callee) == nil else {
      guard case .external(let symbol) = callee else { return true }
      return ["calloc", "reallocarray"].contains {
        symbol.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
    }
    guard let signature = signature(callee) else { return true }
    let integers = signature.parameters.lazy.compactMap { $0 }.filter {
      types.type($0)?.concrete.kind == .base
    }
    return integers.prefix(2).count == 2
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
      let (more, less) = (
        (a.reason.rawValue, a.inlined ?? -2, a.address),
        (b.reason.rawValue, b.inlined ?? -2, b.address)
      )
      // A set has another order in every process: the same module must give the same file.
      return more != less ? more < less : a.name.lexicographicallyPrecedes(b.name)
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
  func wrapperFrame(at returnAddress: UInt64) -> WrapperFrame? {
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

extension UniqType {
  /// Whether numbers or pointers of two concrete types are the same but for sign and pointee.
  fileprivate func isSameScalar(as other: UniqType) -> Bool {
    kind == other.kind && size == other.size
      && (kind != .base || isFloat == other.isFloat)
  }

  /// DW_ATE_float (DWARF 5 §7.8).
  private var isFloat: Bool { record.encoding == 4 }
}
