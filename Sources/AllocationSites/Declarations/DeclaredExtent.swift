// The calls below functions that are declared as arenas or selectors: the agent has to walk out of them.

/// Finds, by the static calls of a module, what runs on behalf of a declared function and allocates.
///
/// A block of an arena is seldom returned by the function that gets it from malloc: it is stored in the arena. So the data flow
/// alone would end the walk before the declared function is reached.
struct DeclaredExtent: Sendable {
  /// The calls, by return address, that have to be walked out of.
  private(set) var returnAddresses: Set<UInt64> = []

  /// How far below a declared function.
  private static let depthLimit = 8
  /// A function that calls everything is no allocator.
  private static let functionLimit = 512

  /// Nothing is declared.
  init() {}

  /// `isDeclared` says which calls are made by the declared functions themselves, inlined or not.
  init(
    _ summaries: [FunctionSummary], isDeclared: (FunctionSummary, CallRecord) -> Bool,
    known: (Callee) -> KnownFunction?
  ) {
    let allocating = Self.allocating(summaries, known)
    let byEntry = Dictionary(summaries.map { ($0.entry, $0) }) { first, _ in first }
    var seen: Set<UInt64> = []
    var level = summaries.flatMap { summary in
      summary.calls.filter { isDeclared(summary, $0) }
    }
    for _ in 0..<Self.depthLimit where !level.isEmpty && seen.count <= Self.functionLimit {
      var next: [CallRecord] = []
      for call in level {
        let isKnown = Self.allocates(known(call.callee))
        var callee: UInt64?
        if case .function(let entry) = call.callee, allocating.contains(entry) { callee = entry }
        // What is left by a jump has no frame, but what it jumps to has.
        if isKnown || callee != nil, !call.isTailCall { returnAddresses.insert(call.returnAddress) }
        guard let callee, seen.insert(callee).inserted else { continue }
        next += byEntry[callee]?.calls ?? []
      }
      level = next
    }
  }

  private static func allocates(_ known: KnownFunction?) -> Bool {
    switch known?.effect {
    case .allocates, .allocatesThrough: true
    default: false
    }
  }

  /// The functions below which an allocation function is called, by entry.
  private static func allocating(
    _ summaries: [FunctionSummary], _ known: (Callee) -> KnownFunction?
  ) -> Set<UInt64> {
    var callers: [UInt64: [UInt64]] = [:]
    var pending: [UInt64] = []
    for summary in summaries {
      for call in summary.calls {
        if allocates(known(call.callee)) { pending.append(summary.entry) }
        if case .function(let entry) = call.callee {
          callers[entry, default: []].append(summary.entry)
        }
      }
    }
    var result = Set(pending)
    while let entry = pending.popLast() {
      for caller in callers[entry] ?? [] where result.insert(caller).inserted {
        pending.append(caller)
      }
    }
    return result
  }
}
