// Which functions hand blocks on to their callers: the wrappers of the allocation functions, found by themselves.

/// How sure it is that a value is a block.
enum BlockCertainty: Int, Comparable, Sendable {
  /// It is none.
  case no
  /// It comes from a call through a pointer or into a library of which nothing is known.
  case possible
  /// It comes from an allocation function.
  case certain

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What functions do with blocks, by their entries: a least fixed point over the calls.
struct WrapperSearch: Sendable {
  /// What a function gives its callers.
  struct Gifts: Sendable {
    var result = BlockCertainty.no
    var parameters: [Int: BlockCertainty] = [:]
  }

  private let summaries: [FunctionSummary]
  private let known: @Sendable (Callee) -> KnownFunction?
  private var gifts: [UInt64: Gifts] = [:]
  /// By entry, the one call whose block a function hands on from its start.
  private var sources: [UInt64: CallRecord] = [:]

  init(_ summaries: [FunctionSummary], known: @escaping @Sendable (Callee) -> KnownFunction?) {
    self.summaries = summaries
    self.known = known
    settle()
    for summary in summaries {
      let calls = Set(summary.departures.filter { $0.parameter == nil }.map(\.subject.call))
      guard calls.count == 1, let call = calls.first,
        summary.departures.allSatisfy({ $0.offset == 0 })
      else { continue }
      sources[summary.entry] = summary.calls[call]
    }
  }

  /// A call and those that its block comes from, one in the other: a compiler moves a size that all callers agree on into
  /// the wrapper.
  func calls(of call: CallRecord) -> [CallRecord] {
    var found = [call]
    var next = call
    // Wrappers of wrappers end long before this; recursion would not.
    for _ in 0..<8 {
      guard case .function(let entry) = next.callee, let source = sources[entry] else { break }
      found.append(source)
      next = source
    }
    return found
  }

  /// The numbers that say how large a call's block is, or how many objects it holds: its own and those of the calls that its block
  /// comes from, each with its callee.
  func sizes(of call: CallRecord) -> [(callee: Callee, number: Atom)] {
    calls(of: call).flatMap { call in
      let wanted = sizeParameters(of: call.callee, depth: 0)
      return call.numbers.filter { wanted?.contains($0.key) ?? true }
        .sorted { $0.key < $1.key }.map { (call.callee, $0.value) }
    }
  }

  /// The parameters that say it; nil when any may. A wrapper's that it hands on as they are, or times a constant: one to which it adds
  /// something is not the block's size.
  private func sizeParameters(of callee: Callee, depth: Int) -> Set<Int>? {
    switch callee {
    case .external(let symbol):
      guard case .allocates? = known(callee)?.effect else { return nil }
      return Set(KnownFunction.sizeParameters(of: symbol))
    case .indirect: return nil
    case .function(let entry):
      guard known(callee) == nil, depth < 8, let source = sources[entry] else { return nil }
      guard let inner = sizeParameters(of: source.callee, depth: depth + 1) else { return nil }
      var found: Set<Int> = []
      for parameter in inner {
        if let own = source.handedOn[parameter] {
          if own.offset == 0 { found.insert(Int(own.index)) }
        } else if let number = source.numbers[parameter] {
          if let own = number.parameter { found.insert(own) }
        } else {
          return nil
        }
      }
      return found
    }
  }

  /// How sure it is that a subject of a function is a block.
  func certainty(_ subject: Subject, in summary: FunctionSummary) -> BlockCertainty {
    let callee = summary.calls[subject.call].callee
    if let known = known(callee) { return Self.certainty(known, subject.parameter) }
    switch callee {
    case .external, .indirect: return .possible
    case .function(let entry):
      guard let gifts = gifts[entry] else { return .no }
      guard let parameter = subject.parameter else { return gifts.result }
      return gifts.parameters[parameter] ?? .no
    }
  }

  private static func certainty(_ known: KnownFunction, _ parameter: Int?) -> BlockCertainty {
    switch known.effect {
    case .allocates: return parameter == nil ? .certain : .no
    case .allocatesThrough(let through, _): return parameter == through ? .certain : .no
    case .returnsArgument, .ignores, .stops: return .no
    }
  }

  /// Goes through all functions until nothing changes: certainties only rise, so this ends.
  private mutating func settle() {
    var callers: [UInt64: [Int]] = [:]
    for (number, summary) in summaries.enumerated() {
      for call in summary.calls {
        if case .function(let entry) = call.callee { callers[entry, default: []].append(number) }
      }
    }
    var pending = Array(summaries.indices.reversed())
    var isPending = Array(repeating: true, count: summaries.count)
    while let number = pending.popLast() {
      isPending[number] = false
      guard update(summaries[number]) else { continue }
      for caller in callers[summaries[number].entry] ?? [] where !isPending[caller] {
        isPending[caller] = true
        pending.append(caller)
      }
    }
  }

  /// Whether a function turned out to give more than was known.
  private mutating func update(_ summary: FunctionSummary) -> Bool {
    var gifts = self.gifts[summary.entry] ?? Gifts()
    var changed = false
    for departure in summary.departures {
      let certainty = certainty(departure.subject, in: summary)
      if let parameter = departure.parameter {
        if certainty > gifts.parameters[parameter] ?? .no {
          gifts.parameters[parameter] = certainty
          changed = true
        }
      } else if certainty > gifts.result {
        gifts.result = certainty
        changed = true
      }
    }
    if changed { self.gifts[summary.entry] = gifts }
    return changed
  }
}
